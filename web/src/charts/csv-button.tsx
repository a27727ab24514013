import { useState } from "react";
import { type ChartRequest, getChartCsv } from "../api/client.ts";
import { useTexts } from "../texts/language.tsx";
import { saveFile } from "./save-file.ts";

/** Saves all rows of a chart as a file. The API answers with CSV on request, so a plain link would not do. */
export function CsvButton({ request, title }: { request: ChartRequest; title: string }) {
  const { t } = useTexts();
  const [failure, setFailure] = useState<string | null>(null);

  const download = async () => {
    setFailure(null);
    try {
      saveFile(await getChartCsv(request, new AbortController().signal), fileName(request));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };

  return (
    <>
      <button type="button" aria-label={t("download_csv", { chart: title })} onClick={() => void download()}>
        {t("csv")}
      </button>
      {failure !== null && <span role="alert">{t("csv_failed", { detail: failure })}</span>}
    </>
  );
}

function fileName({ app, chart, parameters }: ChartRequest): string {
  return `${app}-${chart}-${parameters.from}-${parameters.to}.csv`;
}
