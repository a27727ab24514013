import { useMemo, useState } from "react";
import { Link } from "wouter";
import type { Description } from "../api/analyses.ts";
import type { App, Chart, Document, Sheet } from "../api/types.ts";
import card from "../charts/chart-card.module.css";
import { ChartCard } from "../charts/chart-card.tsx";
import { Failure } from "../shell/failure.tsx";
import { Message } from "../shell/message.tsx";
import type { DayRange } from "../state/date-range.ts";
import { chosenParameters } from "../state/fixed-parameters.ts";
import { useView } from "../state/use-view.ts";
import { useLanguage } from "../texts/language.tsx";
import { type BoardItem, hasParameters, moved } from "./board.ts";
import styles from "./board-page.module.css";
import button from "./button.module.css";
import { ResultBody } from "./result-body.tsx";
import { ResultDetails } from "./result-details.tsx";
import { RunProgress } from "./run-progress.tsx";
import { readSaved, type SavedAnalysis } from "./saved-analysis.ts";
import { useRun } from "./use-run.ts";

interface BoardCardProps {
  app: App;
  sheets: Sheet[];
  analyses: Document[];
  item: BoardItem;
  range: DayRange;
  /** While the board is edited. */
  edit?: { items: BoardItem[]; at: number; set: (items: BoardItem[]) => void };
}

const HALF = 6;
const FULL = 12;

/** An item of a board: a chart as on its sheet, or the result of a saved analysis. */
export function BoardCard({ app, sheets, analyses, item, range, edit }: BoardCardProps) {
  const { texts } = useLanguage();
  const sheet = sheets.find(({ charts }) => charts.some(({ id }) => id === item.chart));
  const chart = sheet?.charts.find(({ id }) => id === item.chart);
  const document = analyses.find(({ id }) => id === item.analysis);
  const saved = document && readSaved(app.id, document.body, app.last_complete_day ?? range.to.toString());
  const name = chart ? texts.chart(chart.id) : (document?.title ?? texts.explore("gone_item"));
  return (
    <div className={styles.item} style={{ "--span": item.wide ? FULL : HALF } as React.CSSProperties}>
      {edit && <EditTools name={name} item={item} chart={chart} edit={edit} />}
      {sheet && chart ? (
        <ChartCard
          app={app}
          sheet={sheet}
          chart={chart}
          range={range}
          {...(item.parameters && { fixed: item.parameters })}
          span={FULL}
          rows={1}
        />
      ) : document && saved ? (
        <AnalysisCard app={app} document={document} saved={saved} />
      ) : (
        <section className={card.card} aria-label={name}>
          <Message title={name} hint={texts.explore("gone_item_hint")} />
        </section>
      )}
    </div>
  );
}

interface EditToolsProps {
  name: string;
  item: BoardItem;
  chart: Chart | undefined;
  edit: NonNullable<BoardCardProps["edit"]>;
}

function EditTools({ name, item, chart, edit: { items, at, set } }: EditToolsProps) {
  const { texts } = useLanguage();
  const [view] = useView();
  const chosen = chart ? chosenParameters(chart, view) : {};
  const tool = (label: string, text: string, onClick: () => void, isDisabled = false) => (
    <button
      type="button"
      className={button.button}
      data-small
      aria-label={label}
      disabled={isDisabled}
      onClick={onClick}
    >
      {text}
    </button>
  );
  return (
    <div className={styles.tools}>
      {tool(texts.explore("item_earlier", { name }), "←", () => set(moved(items, at, -1)), at === 0)}
      {tool(texts.explore("item_later", { name }), "→", () => set(moved(items, at, 1)), at === items.length - 1)}
      {tool(
        texts.explore(item.wide ? "item_narrow" : "item_wide", { name }),
        texts.explore(item.wide ? "narrow" : "wide"),
        () => set(items.with(at, { ...item, wide: !item.wide })),
      )}
      {hasParameters(item)
        ? tool(texts.explore("item_free", { name }), texts.explore("free"), () =>
            set(items.with(at, { ...item, parameters: {} })),
          )
        : Object.keys(chosen).length > 0 &&
          tool(texts.explore("item_fix", { name }), texts.explore("fix"), () =>
            set(items.with(at, { ...item, parameters: chosen })),
          )}
      {tool(texts.explore("item_remove", { name }), texts.explore("remove"), () => set(items.toSpliced(at, 1)))}
    </div>
  );
}

interface AnalysisCardProps {
  app: App;
  document: Document;
  saved: SavedAnalysis;
}

/** Runs the analysis over its own days. */
function AnalysisCard({ app, document, saved }: AnalysisCardProps) {
  const { texts, formats } = useLanguage();
  const description = useMemo(() => document.body as unknown as Description, [document]);
  const run = useRun(app, description);
  const [form, setForm] = useState<string | null>(null);
  const { query } = run;
  return (
    <section
      className={card.card}
      aria-label={document.title}
      aria-busy={query.isFetching}
      data-chart={`analysis.${document.id}`}
      data-kind={saved.kind}
    >
      <header>
        <h2>
          <Link href={saved.href}>{document.title}</Link>
        </h2>
        <span className={styles.days}>{formats.range(saved.range.from.toString(), saved.range.to.toString())}</span>
      </header>
      <div className={card.body}>
        {query.isFetching && <RunProgress state={run.state} onCancel={run.cancel} />}
        {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
        {run.isCancelled && (
          <Message title={texts.explore("cancelled")} hint={texts.explore("cancelled_hint")}>
            <button type="button" onClick={() => void query.refetch()}>
              {texts.explore("run_again")}
            </button>
          </Message>
        )}
        {query.data &&
          (query.data.result.rows.length === 0 ? (
            <Message title={texts.explore("empty")} hint={texts.explore(`empty_hint_${saved.kind}`)} />
          ) : (
            <ResultBody result={query.data.result} form={form} onForm={setForm} />
          ))}
      </div>
      {query.data && <ResultDetails app={app} answered={query.data} title={document.title} />}
    </section>
  );
}
