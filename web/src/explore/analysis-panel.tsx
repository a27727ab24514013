import { useMemo } from "react";
import { ApiProblem } from "../api/problem.ts";
import type { App, Suggestions } from "../api/types.ts";
import { useLanguage } from "../texts/language.tsx";
import { AttributionEditor } from "./attribution-editor.tsx";
import styles from "./builder.module.css";
import type { Asked, Gap } from "./description.ts";
import type { EditorProps } from "./editor.ts";
import { EventEditor } from "./event-editor.tsx";
import page from "./explore-page.module.css";
import { FilterEditor } from "./filter-editor.tsx";
import { FunnelEditor } from "./funnel-editor.tsx";
import { GroupEditor } from "./group-editor.tsx";
import { Part } from "./part.tsx";
import { PathEditor } from "./path-editor.tsx";
import type { Kind, Question } from "./question.ts";
import { QuestionProvider } from "./question-context.tsx";
import { ResultPanel } from "./result-panel.tsx";
import { RetentionEditor } from "./retention-editor.tsx";
import { useRun } from "./use-run.ts";

const EDITORS: Record<Kind, (props: EditorProps) => React.ReactNode> = {
  event: EventEditor,
  funnel: FunnelEditor,
  path: PathEditor,
  retention: RetentionEditor,
  attribution: AttributionEditor,
};

interface AnalysisPanelProps {
  app: App;
  kind: Kind;
  question: Question;
  asked: Asked;
  gaps: ReadonlyMap<string, Gap>;
  suggestions: Suggestions;
  onChange: EditorProps["onChange"];
}

/** The builder beside the result; what the program finds wrong is said at the field, too. */
export function AnalysisPanel({ app, kind, question, asked, gaps, suggestions, onChange }: AnalysisPanelProps) {
  const { texts } = useLanguage();
  const run = useRun(app, gaps.size === 0 ? asked.description : null);
  const { error } = run.query;
  const problems = useMemo(() => {
    const found = new Map([...gaps].map(([pointer, gap]) => [pointer, texts.explore(`gap_${gap}`)]));
    if (error instanceof ApiProblem && error.problem.parameter) {
      found.set(asked.fieldOf(error.problem.parameter), error.message);
    }
    return found;
  }, [gaps, error, asked, texts]);
  const place = useMemo(() => ({ suggestions, problems }), [suggestions, problems]);
  const Editor = EDITORS[kind];

  return (
    <QuestionProvider value={place}>
      <div className={page.page}>
        <section className={styles.builder} aria-label={texts.explore("question")}>
          <Editor question={question} onChange={onChange} />
          <Part title={texts.explore("all_events_filter")}>
            <FilterEditor filter={question.filter} onChange={(filter) => onChange({ filter })} pointer="/filter" />
          </Part>
          <Part title={texts.explore("grouping")}>
            <GroupEditor group={question.group} onChange={(group) => onChange({ group })} />
          </Part>
        </section>
        <ResultPanel
          app={app}
          kind={kind}
          question={question}
          asked={asked}
          run={run}
          hasGaps={gaps.size > 0}
          onChange={onChange}
        />
      </div>
    </QuestionProvider>
  );
}
