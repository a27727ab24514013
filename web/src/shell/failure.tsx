// What failed, and what to do about it.
import { ApiProblem } from "../api/problem.ts";
import { useTexts } from "../texts/language.tsx";
import type { Texts } from "../texts/texts.ts";
import styles from "./message.module.css";

export function Failure({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const { t } = useTexts();
  return (
    <div role="alert" className={styles.message}>
      <p className={styles.title}>{t("failed")}</p>
      <p>{explain(error, t)}</p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {t("retry")}
        </button>
      )}
    </div>
  );
}

function explain(error: Error, t: Texts["t"]): string {
  if (!(error instanceof ApiProblem)) return error.message;
  const { problem, status } = error;
  if (status === 0) return t("failed_unreachable");
  if (status === 401) return t("failed_unauthorized");
  if (status === 403) return t("failed_forbidden");
  const detail = problem.detail ?? problem.title;
  return problem.parameter ? t("failed_parameter", { parameter: problem.parameter, detail }) : detail;
}
