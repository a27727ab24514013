import styles from "../charts/table-pages.module.css";
import { useTexts } from "../texts/language.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { useAddress } from "./use-address.ts";

export const PAGE_ROWS = 50;

/** What to ask for to show a page. */
export const pageQuery = (page: number) => ({ offset: PAGE_ROWS * (page - 1), limit: PAGE_ROWS });

/** Turns the pages of a list; a list of one page needs none. */
export function Pager({ title, shown, total }: { title: string; shown: number; total: number }) {
  const { t } = useTexts();
  const formats = useOperateFormats();
  const { page, change } = useAddress();
  const first = PAGE_ROWS * (page - 1);
  const last = first + shown;
  if (page === 1 && last >= total) return null;
  return (
    <nav className={styles.pages} aria-label={title}>
      <span>
        {t("page_of", {
          first: formats.count(Math.min(first + 1, last)),
          last: formats.count(last),
          total: formats.count(total),
        })}
      </span>
      <button
        type="button"
        disabled={page === 1}
        aria-label={t("previous_page")}
        onClick={() => change({ page: page - 1 })}
      >
        ‹
      </button>
      <button
        type="button"
        disabled={last >= total}
        aria-label={t("next_page")}
        onClick={() => change({ page: page + 1 })}
      >
        ›
      </button>
    </nav>
  );
}
