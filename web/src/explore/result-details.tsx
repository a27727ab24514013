import { useId, useState } from "react";
import { type AnsweredQuery, getQueryCsv } from "../api/analyses.ts";
import type { App, Value } from "../api/types.ts";
import details from "../charts/chart-details.module.css";
import { saveFile } from "../charts/save-file.ts";
import { SqlText } from "../charts/sql-text.tsx";
import { useTexts } from "../texts/language.tsx";

interface ResultDetailsProps {
  app: App;
  answered: AnsweredQuery;
  title: string;
}

/** Under a result: the statement that made it, and all of its rows as a file. */
export function ResultDetails({ app, answered, title }: ResultDetailsProps) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const panel = useId();
  const { id, result } = answered;

  const download = async () => {
    setFailure(null);
    try {
      const file = await getQueryCsv(id, new AbortController().signal);
      saveFile(file, `${app.id}-${result.kind}-${result.from}-${result.to}.csv`);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };

  return (
    <footer className={details.details}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for the fields of a form */}
      <div role="group" aria-label={t("details_of", { chart: title })} className={details.buttons}>
        <button type="button" aria-expanded={isOpen} aria-controls={panel} onClick={() => setOpen(!isOpen)}>
          {t("sql")}
        </button>
        <button type="button" aria-label={t("download_csv", { chart: title })} onClick={() => void download()}>
          {t("csv")}
        </button>
        {failure !== null && <span role="alert">{t("csv_failed", { detail: failure })}</span>}
      </div>
      <div id={panel} hidden={!isOpen} className={details.panel}>
        {isOpen && <SqlText sql={result.sql} parameters={result.parameters as Value[]} />}
      </div>
    </footer>
  );
}
