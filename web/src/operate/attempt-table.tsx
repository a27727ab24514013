import type { RunDetail } from "../api/operation-types.ts";
import { ResultTable } from "../explore/result-table.tsx";
import { Message } from "../shell/message.tsx";
import { spansOf } from "./attempt-spans.ts";
import styles from "./attempt-table.module.css";
import { secondsOf, useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { StateTag } from "./state-tag.tsx";
import { toneOf } from "./states.ts";
import { LongText } from "./text-cell.tsx";
import { useNow } from "./use-now.ts";

/** The attempts of a run on one line of time, so that one sees what it waited for. */
export function AttemptTable({ run }: { run: RunDetail }) {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow(1_000);
  const attempts = run.attempts_list;
  if (attempts.length === 0) return <Message title={o("no_attempts")} hint={o("no_attempts_hint")} />;
  const spans = spansOf(attempts, now);
  return (
    <ResultTable
      title={o("attempts")}
      columns={[
        { name: o("step") },
        { name: o("outcome") },
        { name: o("started") },
        { name: o("time") },
        { name: o("took"), isNumber: true },
        { name: o("error") },
      ]}
      rows={attempts.map((attempt, at) => {
        const span = spans[at] ?? { begin: 0, length: 0 };
        return {
          key: `${at}`,
          cells: [
            attempt.step,
            <StateTag key="outcome" state={attempt.outcome} group="outcome" />,
            formats.instant(attempt.started),
            <span key="span" aria-hidden="true" className={styles.line}>
              <span
                data-tone={toneOf(attempt.outcome)}
                style={{ left: `${100 * span.begin}%`, width: `${100 * span.length}%` }}
              />
            </span>,
            formats.duration(secondsOf(attempt, now)),
            attempt.error === null ? (
              ""
            ) : (
              <LongText key="error" isBad>
                {attempt.error}
              </LongText>
            ),
          ],
        };
      })}
    />
  );
}
