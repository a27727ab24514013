import { useId } from "react";
import { useLanguage } from "../texts/language.tsx";
import button from "./button.module.css";
import styles from "./modal-dialog.module.css";
import { ModalDialog } from "./modal-dialog.tsx";

interface NameDialogProps {
  title: string;
  name: string;
  error: Error | null;
  isBusy: boolean;
  onSubmit: (name: string) => void;
  onClose: () => void;
}

/** Asks for the name of what is saved. */
export function NameDialog({ title, name, error, isBusy, onSubmit, onClose }: NameDialogProps) {
  const { texts } = useLanguage();
  const id = useId();
  return (
    <ModalDialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const given = String(new FormData(event.currentTarget).get("name") ?? "").trim();
          if (given !== "") onSubmit(given);
        }}
      >
        <label htmlFor={id}>{texts.explore("name")}</label>
        {/* biome-ignore lint/a11y/noAutofocus: a dialog that asks one question begins with its field */}
        <input id={id} name="name" defaultValue={name} required maxLength={200} autoComplete="off" autoFocus />
        {error && (
          <p role="alert" className={styles.problem}>
            {error.message}
          </p>
        )}
        <div className={styles.buttons}>
          <button type="button" className={button.button} onClick={onClose}>
            {texts.explore("cancel")}
          </button>
          <button type="submit" className={button.button} data-main disabled={isBusy}>
            {texts.explore("save")}
          </button>
        </div>
      </form>
    </ModalDialog>
  );
}
