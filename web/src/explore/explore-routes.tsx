// The pages of Explore, loaded when somebody explores.
import { lazy, Suspense } from "react";
import { Link } from "wouter";
import type { App, Sheet } from "../api/types.ts";
import { explorePath, FIRST_ANALYSIS } from "../paths.ts";
import { Message } from "../shell/message.tsx";
import { useTexts } from "../texts/language.tsx";
import { ExplorePage } from "./explore-page.tsx";
import { KINDS } from "./question.ts";

const BoardPage = lazy(() => import("./board-page.tsx"));
const BoardsPage = lazy(() => import("./boards-page.tsx"));
const SavedPage = lazy(() => import("./saved-page.tsx"));
const SegmentPage = lazy(() => import("./segment-page.tsx"));
const SegmentsPage = lazy(() => import("./segments-page.tsx"));

interface ExploreRoutesProps {
  app: App;
  sheets: Sheet[];
  page: string;
  id: string | undefined;
}

export default function ExploreRoutes(props: ExploreRoutesProps) {
  return (
    <Suspense>
      <Page {...props} />
    </Suspense>
  );
}

function Page({ app, sheets, page, id }: ExploreRoutesProps) {
  const { t } = useTexts();
  const kind = KINDS.find((known) => known === page);
  if (kind !== undefined && id === undefined) return <ExplorePage key={`${app.id}/${kind}`} app={app} kind={kind} />;
  switch (page) {
    case "boards":
      return id === undefined ? <BoardsPage app={app} /> : <BoardPage key={id} app={app} sheets={sheets} id={id} />;
    case "saved":
      if (id === undefined) return <SavedPage app={app} />;
      break;
    case "segments":
      return id === undefined ? <SegmentsPage app={app} /> : <SegmentPage key={id} app={app} id={id} />;
  }
  return (
    <Message title={t("unknown_page")} hint={t("unknown_page_hint")}>
      <Link href={explorePath(app.id, FIRST_ANALYSIS)}>{t("go_to_explore")}</Link>
    </Message>
  );
}
