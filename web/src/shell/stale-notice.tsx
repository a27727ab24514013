import { parseDate, today } from "@internationalized/date";
import type { App } from "../api/types.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import styles from "./stale-notice.module.css";

/** Yesterday is the last complete day at best; one day more is no reason to worry. */
const WORRYING_DAYS = 3;
/** What ended so long ago is an archive, and nobody waits for its next day. */
const ARCHIVED_DAYS = 90;

export function StaleNotice({ app }: { app: App }) {
  const { t } = useTexts();
  const formats = useFormats();
  const day = app.last_complete_day;
  if (day === null) return null;
  const age = today(app.timezone).compare(parseDate(day));
  if (age < WORRYING_DAYS || age > ARCHIVED_DAYS) return null;
  return (
    <p className={styles.notice} role="status">
      {t("stale", { day: formats.day(day), count: formats.measure(age) })}
    </p>
  );
}
