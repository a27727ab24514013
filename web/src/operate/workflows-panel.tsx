import { Link } from "wouter";
import type { Workflow } from "../api/operation-types.ts";
import { ResultTable } from "../explore/result-table.tsx";
import { operatePath } from "../paths.ts";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { RunNowButton } from "./run-now-button.tsx";
import { StateTag } from "./state-tag.tsx";
import { Muted } from "./text-cell.tsx";
import { useMay } from "./use-may.ts";
import { useNow } from "./use-now.ts";

/** The workflows with their schedules, and a way to start one at once. */
export function WorkflowsPanel({ workflows }: { workflows: Workflow[] }) {
  const { o, named } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow();
  const mayOperate = useMay("operate");
  return (
    <Panel title={o("workflows")} span={8}>
      <ResultTable
        title={o("workflows")}
        columns={[
          { name: o("workflow") },
          { name: o("schedule") },
          { name: o("next_run") },
          { name: o("current_run") },
          ...(mayOperate ? [{ name: o("actions") }] : []),
        ]}
        rows={workflows.map(({ name, schedule, timezone, enabled, next_run, run }) => ({
          key: name,
          cells: [
            <Link key="name" href={`${operatePath("runs")}?workflow=${encodeURIComponent(name)}`}>
              {named("workflow", name)}
            </Link>,
            schedule === null ? (
              <Muted key="schedule">{o("no_schedule")}</Muted>
            ) : (
              <span key="schedule" title={timezone}>
                {schedule}
              </span>
            ),
            next_run === null ? (
              "–"
            ) : !enabled ? (
              <Muted key="next">{o("no_service_for")}</Muted>
            ) : (
              <time key="next" dateTime={next_run} title={formats.instant(next_run)}>
                {formats.ago(next_run, now)}
              </time>
            ),
            run === null ? (
              "–"
            ) : (
              <Link key="run" href={operatePath("runs", run.id)}>
                <StateTag state={run.state} />
              </Link>
            ),
            mayOperate && <RunNowButton key="now" workflow={name} isRunning={run?.state === "running"} />,
          ],
        }))}
      />
    </Panel>
  );
}
