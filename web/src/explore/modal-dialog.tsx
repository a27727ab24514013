import type { ReactNode } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import styles from "./modal-dialog.module.css";

interface ModalDialogProps {
  title: string;
  isAlert?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A question over the page. Escape and a click beside it close it. */
export function ModalDialog({ title, isAlert = false, onClose, children }: ModalDialogProps) {
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()} className={styles.overlay ?? ""}>
      <Modal className={styles.modal ?? ""}>
        <Dialog role={isAlert ? "alertdialog" : "dialog"} className={styles.dialog ?? ""}>
          <Heading slot="title">{title}</Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
