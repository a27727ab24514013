// All rows of a chart as a file. The API gives a page of them at a time.
import { type ChartRequest, getChart, getChartCsv } from "./client.ts";

/** What the API gives at most at once. */
const PAGE_ROWS = 10_000;
/** More than that would keep the warehouse busy, and few programs open such a file. */
export const MAX_CSV_ROWS = 100_000;

export interface CsvFile {
  file: Blob;
  rows: number;
  /** How many rows the chart has: more than `rows` when the file is cut. */
  total: number;
}

export async function getAllRows({ parameters, ...chart }: ChartRequest, signal: AbortSignal): Promise<CsvFile> {
  // The rows of a comparison are not in a file, so it is not asked for.
  const { compare_from: _, compare_to: __, ...asked } = parameters;
  const page = (offset: number, limit: number): ChartRequest => ({ ...chart, parameters: { ...asked, offset, limit } });
  const { total_rows: total } = await getChart(page(0, 1), signal);
  const rows = Math.min(total, MAX_CSV_ROWS);
  const parts = [await getChartCsv(page(0, PAGE_ROWS), signal)];
  for (let offset = PAGE_ROWS; offset < rows; offset += PAGE_ROWS) {
    parts.push(withoutHead(await getChartCsv(page(offset, PAGE_ROWS), signal)));
  }
  return { file: new Blob(parts, { type: "text/csv;charset=utf-8" }), rows, total };
}

/** Names of columns need no quotes, so the head is the first line. */
function withoutHead(csv: string): string {
  return csv.slice(csv.indexOf("\n") + 1);
}
