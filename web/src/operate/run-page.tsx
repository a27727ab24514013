// A run of a workflow with its attempts.
import { Link } from "wouter";
import { useRetryRun, useRun } from "../api/operation.ts";
import type { RunDetail } from "../api/operation-types.ts";
import { operatePath } from "../paths.ts";
import { ActionButton } from "./action-button.tsx";
import { AttemptTable } from "./attempt-table.tsx";
import { Facts } from "./facts.tsx";
import { useLive } from "./live-context.tsx";
import { Loaded } from "./loaded.tsx";
import { secondsOf, useOperateFormats } from "./operate-formats.ts";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { StateTag } from "./state-tag.tsx";
import { LongText } from "./text-cell.tsx";
import { useMay } from "./use-may.ts";
import { useNow } from "./use-now.ts";

export default function RunPage({ id }: { id: string }) {
  const { o } = useOperateTexts();
  const run = useRun(id);
  return (
    <OperatePage
      title={o("run_title", { id })}
      hint={o("run_hint")}
      back={<Link href={operatePath("runs")}>{`‹ ${o("workflow_runs")}`}</Link>}
    >
      <Panel title={o("summary")} isBusy={run.isFetching} tools={run.data && <RetryButton run={run.data} />}>
        <Loaded query={run}>{(data) => <RunFacts run={data} />}</Loaded>
      </Panel>
      {run.data && (
        <Panel title={o("attempts")} note={o("attempts_note")}>
          <AttemptTable run={run.data} />
        </Panel>
      )}
    </OperatePage>
  );
}

function RunFacts({ run }: { run: RunDetail }) {
  const { o, named } = useOperateTexts();
  const formats = useOperateFormats();
  const { progress } = useLive();
  const now = useNow(1_000);
  const wake = run.state === "waiting" ? (run.branches[0]?.wake ?? null) : null;
  const known = run.state === "running" ? progress.get(run.workflow) : undefined;
  return (
    <>
      <Facts
        facts={[
          { name: o("workflow"), value: named("workflow", run.workflow) },
          { name: o("state"), value: <StateTag state={run.state} /> },
          { name: o("started"), value: formats.instant(run.started) },
          { name: o("finished"), value: run.finished === null ? "–" : formats.instant(run.finished) },
          { name: o("took"), value: formats.duration(secondsOf(run, now)) },
          ...(run.step === null ? [] : [{ name: o("step"), value: run.step }]),
          ...(wake === null ? [] : [{ name: o("goes_on"), value: formats.ago(wake, now) }]),
          ...(run.asked_by === null ? [] : [{ name: o("asked_by"), value: run.asked_by }]),
          ...(run.parent === null
            ? []
            : [
                {
                  name: o("started_by"),
                  value: (
                    <Link key="parent" href={operatePath("runs", run.parent)}>
                      {run.parent}
                    </Link>
                  ),
                },
              ]),
        ]}
      />
      {known && <ProgressBar progress={known} />}
      {run.error !== null && <LongText isBad>{run.error}</LongText>}
    </>
  );
}

function RetryButton({ run }: { run: RunDetail }) {
  const { o, named } = useOperateTexts();
  const change = useRetryRun(run.id);
  const mayOperate = useMay("operate");
  return (
    <ActionButton
      name={o("retry_run")}
      title={o("retry_run_title")}
      effects={[o("effect_retry_run", { step: run.step ?? named("workflow", run.workflow) }), o("effect_run_soon")]}
      input={undefined}
      change={change}
      outcome={() => o("retry_asked")}
      isOffered={mayOperate && run.state === "parked"}
      look="main"
    />
  );
}
