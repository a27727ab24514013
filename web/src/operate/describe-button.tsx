import { useId, useState } from "react";
import { type MetadataPlace, useDescribe } from "../api/inspection.ts";
import type { MetadataDetail } from "../api/operation-types.ts";
import button from "../explore/button.module.css";
import dialog from "../explore/modal-dialog.module.css";
import { ModalDialog } from "../explore/modal-dialog.tsx";
import styles from "./describe-button.module.css";
import { useOperateTexts } from "./operate-texts.ts";

/** The program keeps 1024 bytes. */
const MAX_LENGTH = 1000;

/** Edits what people say of a name. */
export function DescribeButton({ place, entry }: { place: MetadataPlace; entry: MetadataDetail }) {
  const { o } = useOperateTexts();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const change = useDescribe(place, entry.name);
  const close = () => setOpen(false);
  return (
    <>
      {change.isSuccess && !isOpen && <span role="status">{o("description_saved")}</span>}
      <button
        type="button"
        className={button.button}
        data-small
        onClick={() => {
          change.reset();
          setOpen(true);
        }}
      >
        {o("edit_description")}
      </button>
      {isOpen && (
        <ModalDialog title={o("describe_title", { name: entry.name })} onClose={close}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              const description = String(new FormData(event.currentTarget).get("description") ?? "").trim();
              change.mutate(description, { onSuccess: close });
            }}
          >
            <label htmlFor={id}>{o("description")}</label>
            <textarea
              id={id}
              name="description"
              className={styles.text}
              defaultValue={entry.description ?? ""}
              maxLength={MAX_LENGTH}
              rows={5}
              // biome-ignore lint/a11y/noAutofocus: a dialog that asks one question begins with its field
              autoFocus
            />
            <p className={styles.effect}>{o("effect_describe")}</p>
            {change.isError && (
              <p role="alert" className={dialog.problem}>
                {o("change_failed", { detail: change.error.message })}
              </p>
            )}
            <div className={dialog.buttons}>
              <button type="button" className={button.button} onClick={close}>
                {o("cancel")}
              </button>
              <button type="submit" className={button.button} data-main disabled={change.isPending}>
                {o("save_description")}
              </button>
            </div>
          </form>
        </ModalDialog>
      )}
    </>
  );
}
