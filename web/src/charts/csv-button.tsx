import { useState } from "react";
import { type CsvFile, getAllRows } from "../api/chart-csv.ts";
import type { ChartRequest } from "../api/client.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import { saveFile } from "./save-file.ts";

/** Saves all rows of a chart as a file, and says so when they are too many for one. */
export function CsvButton({ request, title }: { request: ChartRequest; title: string }) {
  const { t } = useTexts();
  const formats = useFormats();
  const [failure, setFailure] = useState<string | null>(null);
  const [saved, setSaved] = useState<CsvFile | null>(null);
  const [isBusy, setBusy] = useState(false);

  const download = async () => {
    if (isBusy) return;
    setFailure(null);
    setSaved(null);
    setBusy(true);
    try {
      const csv = await getAllRows(request, new AbortController().signal);
      saveFile(csv.file, fileName(request));
      setSaved(csv);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };

  const show = (count: number) => formats.measure(count, "count");

  return (
    <>
      <button
        type="button"
        aria-label={t("download_csv", { chart: title })}
        aria-busy={isBusy}
        onClick={() => void download()}
      >
        {t("csv")}
      </button>
      {saved && saved.rows < saved.total && (
        <span role="status">{t("csv_cut", { count: show(saved.rows), total: show(saved.total) })}</span>
      )}
      {failure !== null && <span role="alert">{t("csv_failed", { detail: failure })}</span>}
    </>
  );
}

function fileName({ app, chart, parameters }: ChartRequest): string {
  return `${app}-${chart}-${parameters.from}-${parameters.to}.csv`.replaceAll(":", "");
}
