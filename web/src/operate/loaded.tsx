// What a question came to: the answer, or why there is none and what to do.
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure } from "../shell/failure.tsx";
import { useTexts } from "../texts/language.tsx";
import styles from "./loaded.module.css";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { useNow } from "./use-now.ts";

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

export function Loaded<T>({ query, children }: LoadedProps<T>) {
  const { t } = useTexts();
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && <Stale since={query.dataUpdatedAt} onRetry={() => void query.refetch()} />}
        {children(query.data)}
      </>
    );
  }
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <p role="status" className={styles.loading}>
      {t("loading")}
    </p>
  );
}

/** An answer stays when the next one does not come, and says how old it is. */
function Stale({ since, onRetry }: { since: number; onRetry: () => void }) {
  const { t } = useTexts();
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow();
  return (
    <p role="alert" className={styles.stale}>
      {o("stale", { time: formats.ago(new Date(since).toISOString(), now) })}{" "}
      <button type="button" onClick={onRetry}>
        {t("retry")}
      </button>
    </p>
  );
}
