// The pages of Explore, loaded when somebody explores.
import { Link } from "wouter";
import type { App } from "../api/types.ts";
import { explorePath, FIRST_ANALYSIS } from "../paths.ts";
import { Message } from "../shell/message.tsx";
import { useTexts } from "../texts/language.tsx";
import { ExplorePage } from "./explore-page.tsx";
import { KINDS } from "./question.ts";

export default function ExploreRoutes({ app, page }: { app: App; page: string }) {
  const { t } = useTexts();
  const kind = KINDS.find((known) => known === page);
  if (kind !== undefined) return <ExplorePage key={`${app.id}/${kind}`} app={app} kind={kind} />;
  return (
    <Message title={t("unknown_page")} hint={t("unknown_page_hint")}>
      <Link href={explorePath(app.id, FIRST_ANALYSIS)}>{t("go_to_explore")}</Link>
    </Message>
  );
}
