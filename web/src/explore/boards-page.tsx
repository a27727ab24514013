import { useState } from "react";
import { useLocation } from "wouter";
import { useSave } from "../api/documents.ts";
import type { App } from "../api/types.ts";
import { explorePath } from "../paths.ts";
import { useLanguage } from "../texts/language.tsx";
import { readBoard } from "./board.ts";
import button from "./button.module.css";
import { DocumentList } from "./document-list.tsx";
import { ListPage } from "./list-page.tsx";
import { NameDialog } from "./name-dialog.tsx";
import { useMayChange } from "./save-button.tsx";

/** The boards of an app, and a way to begin one. */
export default function BoardsPage({ app }: { app: App }) {
  const { texts } = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const [, navigate] = useLocation();
  const save = useSave(app.id, "boards");
  const mayChange = useMayChange();
  const hrefOf = (id: string) => explorePath(app.id, "boards", id);
  return (
    <>
      <ListPage
        app={app}
        kind="boards"
        title="kind_boards"
        hint="hint_boards"
        none="none_boards"
        noneHint="none_boards_hint"
        tools={
          mayChange && (
            <button type="button" className={button.button} data-main onClick={() => setOpen(true)}>
              {texts.explore("new_board")}
            </button>
          )
        }
      >
        {(documents) => (
          <DocumentList
            app={app}
            kind="boards"
            documents={documents}
            title={texts.explore("kind_boards")}
            hrefOf={({ id }) => hrefOf(id)}
            column={{ name: texts.explore("contents"), cell: ({ body }) => String(readBoard(body).items.length) }}
          />
        )}
      </ListPage>
      {isOpen && (
        <NameDialog
          title={texts.explore("new_board")}
          name=""
          error={save.error}
          isBusy={save.isPending}
          onSubmit={(title) =>
            save.mutate({ title, body: { items: [] } }, { onSuccess: ({ id }) => navigate(hrefOf(id)) })
          }
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
