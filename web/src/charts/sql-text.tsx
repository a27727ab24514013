import { useState } from "react";
import type { Value } from "../api/types.ts";
import { useTexts } from "../texts/language.tsx";
import styles from "./sql-text.module.css";

/** The statement as it ran, with its bound values, to be copied into a client of the warehouse. */
export function SqlText({ sql, parameters }: { sql: string; parameters: Value[] }) {
  const { t } = useTexts();
  const [isCopied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(sql).then(() => setCopied(true));
  return (
    <div className={styles.sql}>
      <button type="button" onClick={() => void copy()}>
        {t(isCopied ? "copied" : "copy")}
      </button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{sql}</pre>
      {parameters.length > 0 && (
        <p>
          {t("parameters")}:{" "}
          <code>{parameters.map((value, index) => `$${index + 1} = ${JSON.stringify(value)}`).join(", ")}</code>
        </p>
      )}
    </div>
  );
}
