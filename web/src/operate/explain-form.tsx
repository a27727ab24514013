import { useId, useState } from "react";
import type { ExplanationQuestion } from "../api/inspection.ts";
import button from "../explore/button.module.css";
import { Choice } from "../shell/choice.tsx";
import styles from "./explain-form.module.css";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { useAddress } from "./use-address.ts";

const FORMS = ["text", "file"] as const;

interface ExplainFormProps {
  onPaste: (question: ExplanationQuestion | null) => void;
  isBusy: boolean;
}

/** Asks for a request: its text, or its place. */
export function ExplainForm({ onPaste, isBusy }: ExplainFormProps) {
  const { o } = useOperateTexts();
  const { get, change } = useAddress();
  const id = useId();
  const [form, setForm] = useState<(typeof FORMS)[number]>(get("file") ? "file" : "text");
  const submit = (data: FormData) => {
    const text = (name: string) => String(data.get(name) ?? "").trim();
    if (form === "file") {
      onPaste(null);
      change({ file: text("file"), line: text("line") });
      return;
    }
    change({ file: null, line: null });
    onPaste({ text: text("text") });
  };
  return (
    <Panel title={o("request")}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        <div className={styles.choices}>
          <Choice
            label={o("request_from")}
            value={form}
            options={FORMS.map((one) => ({ id: one, name: o(`request_${one}`) }))}
            onChange={(chosen) => setForm(FORMS.find((one) => one === chosen) ?? "text")}
          />
        </div>
        {form === "text" ? (
          <>
            <label htmlFor={id}>{o("request_line")}</label>
            <textarea
              id={id}
              name="text"
              className={styles.text}
              rows={6}
              required
              spellCheck={false}
              placeholder={'{"ingest_time":…,"data":"…"}'}
            />
          </>
        ) : (
          <div className={styles.place}>
            <div>
              <label htmlFor={id}>{o("raw_file")}</label>
              <input
                id={id}
                name="file"
                required
                defaultValue={get("file") ?? ""}
                placeholder="year=2026/month=11/day=30/hour=10/…gz"
                autoComplete="off"
                spellCheck={false}
              />
            </div>
            <div>
              <label htmlFor={`${id}-line`}>{o("line")}</label>
              <input
                id={`${id}-line`}
                name="line"
                type="number"
                min={1}
                step={1}
                required
                defaultValue={get("line") ?? "1"}
              />
            </div>
          </div>
        )}
        <button type="submit" className={button.button} data-main disabled={isBusy}>
          {o("explain")}
        </button>
      </form>
    </Panel>
  );
}
