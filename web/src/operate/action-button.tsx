// A change of the project: a button, a dialog that says what will happen, and what came of it.
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import button from "../explore/button.module.css";
import dialog from "../explore/modal-dialog.module.css";
import { ModalDialog } from "../explore/modal-dialog.tsx";
import { useTexts } from "../texts/language.tsx";
import styles from "./action-button.module.css";
import { useOperateTexts } from "./operate-texts.ts";

interface ActionButtonProps<Input, Output> {
  /** On the button, and on the one in the dialog that does it. */
  name: string;
  /** For screen readers, where the same name is on several buttons. */
  label?: string;
  /** The question. */
  title: string;
  /** What will happen, in paragraphs. */
  effects: string[];
  input: Input;
  change: UseMutationResult<Output, Error, Input>;
  /** What has come of it. */
  outcome: (output: Output) => string;
  /** Otherwise there is no button; a dialog that is open stays, so that it can say what has come of the change. */
  isOffered?: boolean;
  look?: "small" | "plain" | "main";
  onDone?: () => void;
}

export function ActionButton<Input, Output>(props: ActionButtonProps<Input, Output>) {
  const { name, label, title, effects, input, change, outcome, isOffered = true, look = "small", onDone } = props;
  const { o } = useOperateTexts();
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    if (change.isSuccess) onDone?.();
  };
  return (
    <>
      {isOffered && (
        <button
          type="button"
          className={button.button}
          data-small={look === "small" ? "" : undefined}
          data-main={look === "main" ? "" : undefined}
          {...(label !== undefined && { "aria-label": label })}
          onClick={() => {
            change.reset();
            setOpen(true);
          }}
        >
          {name}
        </button>
      )}
      {isOpen && (
        <ModalDialog title={title} isAlert onClose={close}>
          {change.isSuccess ? (
            <p role="status" className={styles.outcome}>
              {outcome(change.data)}
            </p>
          ) : (
            effects.map((effect) => (
              <p key={effect} className={styles.effect}>
                {effect}
              </p>
            ))
          )}
          {change.isError && (
            <p role="alert" className={dialog.problem}>
              {o("change_failed", { detail: change.error.message })}
            </p>
          )}
          <div className={dialog.buttons}>
            {change.isSuccess ? (
              <button type="button" className={button.button} data-main onClick={close}>
                {o("close")}
              </button>
            ) : (
              <>
                <button type="button" className={button.button} onClick={close}>
                  {o("cancel")}
                </button>
                <button
                  type="button"
                  className={button.button}
                  data-main
                  disabled={change.isPending}
                  onClick={() => change.mutate(input)}
                >
                  {change.isPending ? o("doing") : change.isError ? t("retry") : name}
                </button>
              </>
            )}
          </div>
        </ModalDialog>
      )}
    </>
  );
}
