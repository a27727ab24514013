import { useState } from "react";
import { getSegmentUsers, isUnfinished, useRunSegment, useRuns } from "../api/documents.ts";
import type { App, Document, SegmentRun } from "../api/types.ts";
import card from "../charts/chart-card.module.css";
import { saveFile } from "../charts/save-file.ts";
import { Failure } from "../shell/failure.tsx";
import { Message } from "../shell/message.tsx";
import { useFormats, useLanguage } from "../texts/language.tsx";
import button from "./button.module.css";
import panel from "./result-panel.module.css";
import { ResultTable } from "./result-table.tsx";
import { useMayChange } from "./save-button.tsx";
import styles from "./segment-page.module.css";

interface SegmentRunsProps {
  app: App;
  document: Document;
  /** The editor shows what is not kept yet, and a run would not compute. */
  isChanged: boolean;
}

/** How many users a segment had at its last run, its users as a file, and its history. */
export function SegmentRuns({ app, document, isChanged }: SegmentRunsProps) {
  const { texts } = useLanguage();
  const formats = useFormats();
  const runs = useRuns(app.id, document.id);
  const run = useRunSegment(app.id, document.id);
  const mayChange = useMayChange();
  const isRunning = run.isPending || isUnfinished(runs.data?.[0]);
  const last = runs.data?.find(({ state }) => state === "done");
  return (
    <section
      className={`${card.card} ${panel.panel}`}
      aria-label={texts.explore("segment_users")}
      aria-busy={runs.isFetching || isRunning}
      data-chart="explore.segment"
    >
      <header>
        <h2>{texts.explore("segment_users")}</h2>
        <div className={panel.controls}>
          {mayChange && (
            <button
              type="button"
              className={button.button}
              data-small
              disabled={isRunning || isChanged}
              onClick={() => run.mutate()}
            >
              {texts.explore(isRunning ? "running" : "refresh_segment")}
            </button>
          )}
          {last && <UsersButton app={app} document={document} />}
        </div>
      </header>
      {isChanged && <p className={panel.note}>{texts.explore("segment_changed")}</p>}
      {document.next_run && (
        <p className={panel.note}>{texts.explore("next_segment_run", { time: formats.instant(document.next_run) })}</p>
      )}
      {run.isError && <Failure error={run.error} />}
      {runs.isError ? (
        <Failure error={runs.error} onRetry={() => void runs.refetch()} />
      ) : runs.data?.length === 0 ? (
        <Message title={texts.explore("no_runs")} hint={texts.explore("no_runs_hint")} />
      ) : (
        <>
          {last && <Size run={last} />}
          <History runs={runs.data ?? []} />
        </>
      )}
    </section>
  );
}

function Size({ run }: { run: SegmentRun }) {
  const { texts } = useLanguage();
  const formats = useFormats();
  const share = run.total_users === 0 ? 0 : run.segment_size / run.total_users;
  return (
    <p className={styles.size}>
      <strong>{formats.measure(run.segment_size, "count")}</strong>
      <span>
        {texts.explore("segment_share", {
          share: formats.share(share),
          total: formats.measure(run.total_users, "count"),
        })}
        {run.last_day !== null && ` · ${texts.t("data_until", { day: formats.day(run.last_day) })}`}
      </span>
    </p>
  );
}

function History({ runs }: { runs: SegmentRun[] }) {
  const { texts } = useLanguage();
  const formats = useFormats();
  return (
    <ResultTable
      title={texts.explore("runs")}
      columns={[
        { name: texts.explore("finished") },
        { name: texts.explore("state") },
        { name: texts.explore("entity_users"), isNumber: true },
      ]}
      rows={runs.map((run) => ({
        key: run.started_at,
        cells: [
          run.finished_at === null ? "–" : formats.instant(run.finished_at),
          run.error ?? texts.explore(`run_${run.state}`),
          run.state === "done" ? formats.measure(run.segment_size, "count") : "–",
        ],
      }))}
    />
  );
}

function UsersButton({ app, document }: { app: App; document: Document }) {
  const { texts } = useLanguage();
  const [failure, setFailure] = useState<string | null>(null);
  const download = async () => {
    setFailure(null);
    try {
      saveFile(await getSegmentUsers(app.id, document.id), `${app.id}-${document.title}.csv`);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <button
        type="button"
        className={button.button}
        data-small
        aria-label={texts.t("download_csv", { chart: document.title })}
        onClick={() => void download()}
      >
        {texts.t("csv")}
      </button>
      {failure !== null && <span role="alert">{texts.t("csv_failed", { detail: failure })}</span>}
    </>
  );
}
