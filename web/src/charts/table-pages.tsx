import type { ChartResult } from "../api/types.ts";
import { PAGE_ROWS } from "../state/chart-request.ts";
import { useView } from "../state/use-view.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import { DataTable } from "./data-table.tsx";
import styles from "./table-pages.module.css";

/** A long table, a page at a time. */
export function TablePages({ result, title }: { result: ChartResult; title: string }) {
  const { t } = useTexts();
  const formats = useFormats();
  const [view, change] = useView();
  const page = view.pages[result.chart] ?? 1;
  const first = PAGE_ROWS * (page - 1);
  const last = first + result.rows.length;
  const turn = (to: number) => {
    const { [result.chart]: _, ...others } = view.pages;
    change({ pages: to === 1 ? others : { ...others, [result.chart]: to } });
  };
  const show = (count: number) => formats.measure(count, "count");
  return (
    <>
      <DataTable columns={result.columns} rows={result.rows} title={title} />
      <nav className={styles.pages} aria-label={title}>
        <span>{t("page_of", { first: show(first + 1), last: show(last), total: show(result.total_rows) })}</span>
        <button type="button" disabled={page === 1} aria-label={t("previous_page")} onClick={() => turn(page - 1)}>
          ‹
        </button>
        <button
          type="button"
          disabled={last >= result.total_rows}
          aria-label={t("next_page")}
          onClick={() => turn(page + 1)}
        >
          ›
        </button>
      </nav>
    </>
  );
}
