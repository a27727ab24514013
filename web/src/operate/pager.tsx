import styles from "../charts/table-pages.module.css";
import { useTexts } from "../texts/language.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { useAddress } from "./use-address.ts";

export const PAGE_ROWS = 50;

/** What to ask for to show a page. */
export const pageQuery = (page: number) => ({ offset: PAGE_ROWS * (page - 1), limit: PAGE_ROWS });

interface PagerProps {
  title: string;
  shown: number;
  /** Lists that are not counted say whether there is more instead. */
  total?: number;
  hasMore?: boolean;
}

/** Turns the pages of a list; a list of one page needs none. */
export function Pager({ title, shown, total, hasMore }: PagerProps) {
  const { t } = useTexts();
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const { page, change } = useAddress();
  const first = PAGE_ROWS * (page - 1);
  const last = first + shown;
  const isLast = total === undefined ? !hasMore : last >= total;
  if (page === 1 && isLast) return null;
  const range = { first: formats.count(Math.min(first + 1, last)), last: formats.count(last) };
  return (
    <nav className={styles.pages} aria-label={title}>
      <span>
        {total === undefined ? o("page_range", range) : t("page_of", { ...range, total: formats.count(total) })}
      </span>
      <button
        type="button"
        disabled={page === 1}
        aria-label={t("previous_page")}
        onClick={() => change({ page: page - 1 })}
      >
        ‹
      </button>
      <button type="button" disabled={isLast} aria-label={t("next_page")} onClick={() => change({ page: page + 1 })}>
        ›
      </button>
    </nav>
  );
}
