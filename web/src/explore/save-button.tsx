import { useState } from "react";
import { useSave } from "../api/documents.ts";
import { useSession } from "../api/queries.ts";
import type { App } from "../api/types.ts";
import { useView } from "../state/use-view.ts";
import { useLanguage } from "../texts/language.tsx";
import button from "./button.module.css";
import type { Asked } from "./description.ts";
import { NameDialog } from "./name-dialog.tsx";
import { savedBody } from "./saved-analysis.ts";

/** Keeps the question of the page under a name. Only for those who may change something. */
export function SaveButton({ app, asked, isDisabled }: { app: App; asked: Asked; isDisabled: boolean }) {
  const { texts } = useLanguage();
  const [view] = useView();
  const [isOpen, setOpen] = useState(false);
  const save = useSave(app.id, "saved-analyses");
  const mayChange = useMayChange();
  if (!mayChange) return null;
  return (
    <>
      {save.isSuccess && <span role="status">{texts.explore("saved")}</span>}
      <button
        type="button"
        className={button.button}
        data-small
        disabled={isDisabled}
        onClick={() => {
          save.reset();
          setOpen(true);
        }}
      >
        {texts.explore("save")}
      </button>
      {isOpen && (
        <NameDialog
          title={texts.explore("save_analysis")}
          name=""
          error={save.error}
          isBusy={save.isPending}
          onSubmit={(title) =>
            save.mutate({ title, body: savedBody(asked, view) }, { onSuccess: () => setOpen(false) })
          }
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

/** Whether the session may keep and remove documents. */
export function useMayChange(): boolean {
  return useSession().data?.scopes.includes("operate") ?? false;
}
