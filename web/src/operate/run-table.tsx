import { Link } from "wouter";
import type { Run } from "../api/operation-types.ts";
import { ResultTable } from "../explore/result-table.tsx";
import { operatePath } from "../paths.ts";
import { secondsOf, useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { StateTag } from "./state-tag.tsx";
import { LongText } from "./text-cell.tsx";
import { useNow } from "./use-now.ts";

/** Runs of workflows, a line each that leads to its steps and attempts. */
export function RunTable({ title, runs }: { title: string; runs: Run[] }) {
  const { o, named } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow(1_000);
  return (
    <ResultTable
      title={title}
      columns={[
        { name: o("run") },
        { name: o("workflow") },
        { name: o("state") },
        { name: o("started") },
        { name: o("took"), isNumber: true },
        { name: o("attempts"), isNumber: true },
        { name: o("step_or_error") },
      ]}
      rows={runs.map((run) => ({
        key: run.id,
        cells: [
          <Link key="id" href={operatePath("runs", run.id)}>
            {run.id}
          </Link>,
          named("workflow", run.workflow),
          <StateTag key="state" state={run.state} />,
          <time key="started" dateTime={run.started} title={formats.ago(run.started, now)}>
            {formats.instant(run.started)}
          </time>,
          run.state === "queued" ? "–" : formats.duration(secondsOf(run, now)),
          formats.count(run.attempts),
          run.error === null ? (
            (run.step ?? "")
          ) : (
            <LongText key="error" isBad>
              {run.step === null ? run.error : `${run.step}: ${run.error}`}
            </LongText>
          ),
        ],
      }))}
    />
  );
}
