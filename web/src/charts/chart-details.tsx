// Under each chart, on demand: its definition, its rows as a table, the SQL, and the rows as a CSV file.
import { type ReactNode, useId, useState } from "react";
import type { ChartRequest } from "../api/client.ts";
import type { ChartResult } from "../api/types.ts";
import { useTexts } from "../texts/language.tsx";
import { useChartPlace } from "./chart-context.tsx";
import styles from "./chart-details.module.css";
import { CsvButton } from "./csv-button.tsx";
import { DataTable } from "./data-table.tsx";
import { SqlText } from "./sql-text.tsx";

const PANELS = ["definition", "table", "sql"] as const;
type Panel = (typeof PANELS)[number];
const MAX_ROWS = 200;

export function ChartDetails({ request, result }: { request: ChartRequest; result: ChartResult | undefined }) {
  const { chart } = useChartPlace();
  const { t, ...texts } = useTexts();
  const [open, setOpen] = useState<Panel | null>(null);
  const panel = useId();
  const title = texts.chart(chart.id);
  const panels = chart.kind === "table" ? PANELS.filter((name) => name !== "table") : PANELS;

  return (
    <footer className={styles.details}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for the fields of a form */}
      <div role="group" aria-label={t("details_of", { chart: title })} className={styles.buttons}>
        {panels.map((name) => (
          <button
            key={name}
            type="button"
            aria-expanded={open === name}
            aria-controls={panel}
            onClick={() => setOpen(open === name ? null : name)}
          >
            {t(name)}
          </button>
        ))}
        <CsvButton key={JSON.stringify(request)} request={request} title={title} />
      </div>
      <div id={panel} hidden={open === null} className={styles.panel}>
        {open === "definition" && <Definition />}
        {open === "table" && result && <ResultTable result={result} title={title} />}
        {open === "sql" && result && <SqlText sql={result.sql} parameters={result.parameters} />}
      </div>
    </footer>
  );
}

function Definition() {
  const { chart } = useChartPlace();
  const { t, ...texts } = useTexts();
  const { question, definition } = texts.explanation(chart);
  return (
    <dl className={styles.definition}>
      <dt>{t("answers")}</dt>
      <dd>{withNames(question)}</dd>
      <dt>{t("definition")}</dt>
      <dd>{withNames(definition)}</dd>
      <dt>{t("source")}</dt>
      <dd>
        <code>{chart.table}</code>
      </dd>
    </dl>
  );
}

/** Names of events and tables stand between backticks. */
function withNames(text: string): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text do not move
  return text.split("`").map((part, at) => (at % 2 === 0 ? part : <code key={at}>{part}</code>));
}

function ResultTable({ result, title }: { result: ChartResult; title: string }) {
  const { t } = useTexts();
  return (
    <>
      <DataTable columns={result.columns} rows={result.rows.slice(0, MAX_ROWS)} title={title} />
      {result.rows.length > MAX_ROWS && <p>{t("rows_shown", { count: MAX_ROWS, total: result.total_rows })}</p>}
    </>
  );
}
