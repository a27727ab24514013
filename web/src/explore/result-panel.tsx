// The result of an analysis with its state: running, failed, cancelled, empty, or that of the question before.
import type { App } from "../api/types.ts";
import card from "../charts/chart-card.module.css";
import { Choice } from "../shell/choice.tsx";
import { Failure } from "../shell/failure.tsx";
import { Message } from "../shell/message.tsx";
import { useView } from "../state/use-view.ts";
import { useFormats, useLanguage } from "../texts/language.tsx";
import type { Asked } from "./description.ts";
import type { EditorProps } from "./editor.ts";
import { FORMS, type Form } from "./event-result.tsx";
import { GRANULARITIES, type Granularity, type Kind, type Question } from "./question.ts";
import { ResultBody } from "./result-body.tsx";
import { ResultDetails } from "./result-details.tsx";
import styles from "./result-panel.module.css";
import { RunProgress } from "./run-progress.tsx";
import { SaveButton } from "./save-button.tsx";
import type { Run } from "./use-run.ts";

interface ResultPanelProps {
  app: App;
  kind: Kind;
  question: Question;
  asked: Asked;
  run: Run;
  hasGaps: boolean;
  onChange: EditorProps["onChange"];
}

export function ResultPanel({ app, kind, question, asked, run, hasGaps, onChange }: ResultPanelProps) {
  const { texts } = useLanguage();
  const [view, change] = useView();
  const { query } = run;
  const form: Form = FORMS.find((known) => known === view.form) ?? "line";
  const isOld = query.isPlaceholderData || hasGaps;
  const answered = query.isError ? undefined : query.data;

  return (
    <section
      className={`${card.card} ${styles.panel}`}
      aria-label={texts.explore("result")}
      aria-busy={query.isFetching}
      data-chart={`explore.${kind}`}
    >
      <header>
        <h2>{texts.explore("result")}</h2>
        <div className={styles.controls}>
          {kind === "event" && (
            <Choice
              label={texts.explore("form")}
              value={form}
              options={FORMS.map((id) => ({ id, name: texts.explore(`form_${id}`) }))}
              onChange={(chosen) => change({ form: chosen === "line" ? null : chosen })}
              isQuiet
            />
          )}
          {kind !== "path" && kind !== "attribution" && (
            <Choice
              label={texts.explore("granularity")}
              value={question.granularity ?? "day"}
              options={GRANULARITIES.map((id) => ({ id, name: texts.explore(`granularity_${id}`) }))}
              onChange={(chosen) => onChange({ granularity: chosen === "day" ? undefined : (chosen as Granularity) })}
              isQuiet
            />
          )}
          <SaveButton app={app} asked={asked} isDisabled={hasGaps} />
        </div>
      </header>
      {query.isFetching && <RunProgress state={run.state} onCancel={run.cancel} />}
      {hasGaps && <p className={styles.note}>{texts.explore("unfinished")}</p>}
      {run.isCancelled && (
        <p className={styles.note} role="status">
          {texts.explore("cancelled")}{" "}
          <button type="button" className={styles.again} onClick={() => void query.refetch()}>
            {texts.explore("run_again")}
          </button>
        </p>
      )}
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {answered && (
        <div className={card.body} data-old={isOld ? "" : undefined}>
          {answered.result.rows.length === 0 ? (
            <Message title={texts.explore("empty")} hint={texts.explore(`empty_hint_${kind}`)} />
          ) : (
            <ResultBody result={answered.result} form={view.form} onForm={(chosen) => change({ form: chosen })} />
          )}
          {answered.result.is_truncated && <p className={styles.note}>{texts.explore("truncated")}</p>}
          <Days from={answered.result.from} to={answered.result.to} comparison={answered.result.comparison} />
          <ResultDetails app={app} answered={answered} title={texts.explore(`kind_${kind}`)} />
        </div>
      )}
    </section>
  );
}

interface DaysProps {
  from: string;
  to: string;
  comparison: { from: string; to: string } | null;
}

function Days({ from, to, comparison }: DaysProps) {
  const { texts } = useLanguage();
  const formats = useFormats();
  return (
    <p className={styles.days}>
      {formats.range(from, to)}
      {comparison && `, ${texts.t("compared_with", { range: formats.range(comparison.from, comparison.to) })}`}
    </p>
  );
}
