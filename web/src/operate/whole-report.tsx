import { useState } from "react";
import button from "../explore/button.module.css";
import { useTexts } from "../texts/language.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import styles from "./whole-report.module.css";

/** The report as the command prints it, for what no panel shows. */
export function WholeReport({ report }: { report: Record<string, unknown> }) {
  const { o } = useOperateTexts();
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const [isCopied, setCopied] = useState(false);
  const text = JSON.stringify(report, null, 2);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Panel
      title={o("whole_report")}
      tools={
        <span>
          {isOpen && (
            <button type="button" className={button.button} data-small onClick={() => void copy()}>
              {t(isCopied ? "copied" : "copy")}
            </button>
          )}{" "}
          <button
            type="button"
            className={button.button}
            data-small
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {o(isOpen ? "hide" : "show")}
          </button>
        </span>
      }
    >
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <pre className={styles.report} tabIndex={0}>
          {text}
        </pre>
      )}
    </Panel>
  );
}
