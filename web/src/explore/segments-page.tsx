import { Link } from "wouter";
import type { App } from "../api/types.ts";
import { explorePath } from "../paths.ts";
import { useLanguage } from "../texts/language.tsx";
import button from "./button.module.css";
import { DocumentList } from "./document-list.tsx";
import { ListPage } from "./list-page.tsx";
import { useMayChange } from "./save-button.tsx";
import { NEW_ID } from "./segment.ts";

/** The segments of users of an app, and a way to begin one. */
export default function SegmentsPage({ app }: { app: App }) {
  const { texts } = useLanguage();
  const mayChange = useMayChange();
  return (
    <ListPage
      app={app}
      kind="segments"
      title="kind_segments"
      hint="hint_segments"
      none="none_segments"
      noneHint="none_segments_hint"
      tools={
        mayChange && (
          <Link className={button.button} data-main href={explorePath(app.id, "segments", NEW_ID)}>
            {texts.explore("new_segment")}
          </Link>
        )
      }
    >
      {(documents) => (
        <DocumentList
          app={app}
          kind="segments"
          documents={documents}
          title={texts.explore("kind_segments")}
          hrefOf={({ id }) => explorePath(app.id, "segments", id)}
        />
      )}
    </ListPage>
  );
}
