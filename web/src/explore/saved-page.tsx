import type { App } from "../api/types.ts";
import { useTexts } from "../texts/language.tsx";
import { DocumentList } from "./document-list.tsx";
import { ListPage } from "./list-page.tsx";
import { readSaved } from "./saved-analysis.ts";

/** The saved analyses of an app. */
export default function SavedPage({ app }: { app: App }) {
  const texts = useTexts();
  const saved = (body: unknown) => readSaved(app.id, body, app.last_complete_day ?? "1970-01-01");
  return (
    <ListPage
      app={app}
      kind="saved-analyses"
      title="kind_saved"
      hint="hint_saved"
      none="none_saved"
      noneHint="none_saved_hint"
    >
      {(documents) => (
        <DocumentList
          app={app}
          kind="saved-analyses"
          documents={documents}
          title={texts.explore("kind_saved")}
          hrefOf={({ body }) => saved(body)?.href ?? null}
          column={{
            name: texts.explore("kind"),
            cell: ({ body }) => {
              const found = saved(body);
              return found ? texts.explore(`kind_${found.kind}`) : "–";
            },
          }}
        />
      )}
    </ListPage>
  );
}
