import type { Document } from "../api/types.ts";
import { useLanguage } from "../texts/language.tsx";
import button from "./button.module.css";
import styles from "./modal-dialog.module.css";
import { ModalDialog } from "./modal-dialog.tsx";

interface RemoveDialogProps {
  document: Document;
  error: Error | null;
  isBusy: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something is removed for everybody. */
export function RemoveDialog({ document, error, isBusy, onConfirm, onClose }: RemoveDialogProps) {
  const { texts } = useLanguage();
  return (
    <ModalDialog title={texts.explore("remove_title", { name: document.title })} isAlert onClose={onClose}>
      <p>{texts.explore("remove_hint")}</p>
      {error && (
        <p role="alert" className={styles.problem}>
          {error.message}
        </p>
      )}
      <div className={styles.buttons}>
        <button type="button" className={button.button} onClick={onClose}>
          {texts.explore("keep")}
        </button>
        <button type="button" className={button.button} data-main disabled={isBusy} onClick={onConfirm}>
          {texts.explore("remove")}
        </button>
      </div>
    </ModalDialog>
  );
}
