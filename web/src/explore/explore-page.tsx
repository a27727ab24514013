// An analysis: the question on the left, its result on the right. The address holds the question.
import { useMemo } from "react";
import { useSuggestions } from "../api/analyses.ts";
import type { App, Suggestions } from "../api/types.ts";
import heading from "../sheets/sheet-page.module.css";
import { FilterBar } from "../shell/filter-bar.tsx";
import { Message } from "../shell/message.tsx";
import { StaleNotice } from "../shell/stale-notice.tsx";
import { rangeOf } from "../state/chart-request.ts";
import { comparedRange, type DayRange } from "../state/date-range.ts";
import { useView } from "../state/use-view.ts";
import { useTexts } from "../texts/language.tsx";
import { AnalysisPanel } from "./analysis-panel.tsx";
import { describe, gapsOf } from "./description.ts";
import styles from "./explore-page.module.css";
import { firstQuestion, type Kind, type Question } from "./question.ts";
import { NO_SUGGESTIONS } from "./question-context.tsx";
import { readQuestion } from "./read-question.ts";

export function ExplorePage({ app, kind }: { app: App; kind: Kind }) {
  const [view] = useView();
  const texts = useTexts();
  const { t } = texts;
  const range = rangeOf(view, app);
  const suggestions = useSuggestions(app.id);
  const title = texts.explore(`kind_${kind}`);
  return (
    <>
      <title>{`${title} · ${app.id} · ${t("product")}`}</title>
      <header className={heading.heading}>
        <h1>{title}</h1>
        <p>{texts.explore(`question_${kind}`)}</p>
      </header>
      {range === null ? (
        <Message title={t("no_days", { app: app.id })} hint={t("no_days_hint")} />
      ) : (
        <>
          <FilterBar app={app} range={range} />
          <StaleNotice app={app} />
          {suggestions.isPending ? (
            <p className={styles.waiting} role="status">
              {t("loading")}
            </p>
          ) : (
            <>
              {suggestions.data?.events.length === 0 && <p className={styles.note}>{texts.explore("no_names")}</p>}
              <Analysis app={app} kind={kind} range={range} suggestions={suggestions.data ?? NO_SUGGESTIONS} />
            </>
          )}
        </>
      )}
    </>
  );
}

interface AnalysisProps {
  app: App;
  kind: Kind;
  range: DayRange;
  suggestions: Suggestions;
}

function Analysis({ app, kind, range, suggestions }: AnalysisProps) {
  const [view, change] = useView();
  const question = useMemo(
    () =>
      parsed(kind, view.question) ??
      firstQuestion(
        kind,
        suggestions.events.map(({ name }) => name),
      ),
    [kind, view.question, suggestions],
  );
  const asked = useMemo(
    () => describe(kind, question, view, range, comparedRange(range, view.comparison)),
    [kind, question, view, range],
  );
  const gaps = useMemo(() => gapsOf(question), [question]);
  return (
    <AnalysisPanel
      app={app}
      kind={kind}
      question={question}
      asked={asked}
      gaps={gaps}
      suggestions={suggestions}
      onChange={(part) => change({ question: JSON.stringify({ ...question, ...part }) })}
    />
  );
}

function parsed(kind: Kind, text: string | null): Question | null {
  if (text === null) return null;
  try {
    return readQuestion(kind, JSON.parse(text));
  } catch {
    return null; // An address that was cut off or mistyped.
  }
}
