// The runs of workflows, the newest first.
import { Link } from "wouter";
import { useOperation, useRuns } from "../api/operation.ts";
import { ResultTable } from "../explore/result-table.tsx";
import { operatePath } from "../paths.ts";
import { Choice } from "../shell/choice.tsx";
import { Message } from "../shell/message.tsx";
import { Loaded } from "./loaded.tsx";
import { secondsOf, useOperateFormats } from "./operate-formats.ts";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Pager, pageQuery } from "./pager.tsx";
import { Panel } from "./panel.tsx";
import { RunsTabs } from "./runs-tabs.tsx";
import { StateTag } from "./state-tag.tsx";
import { LongText } from "./text-cell.tsx";
import { useAddress } from "./use-address.ts";
import { useNow } from "./use-now.ts";

const ALL = "";

export default function RunsPage() {
  const { o, named } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow(1_000);
  const { get, page, change } = useAddress();
  const workflow = get("workflow") ?? ALL;
  const runs = useRuns({ ...pageQuery(page), ...(workflow !== ALL && { workflow }) });
  const operation = useOperation();
  const names = operation.data?.workflows.map(({ name }) => name) ?? (workflow === ALL ? [] : [workflow]);
  return (
    <OperatePage
      title={o("runs")}
      hint={o("runs_hint")}
      tools={
        <>
          <RunsTabs current="runs" />
          <Choice
            label={o("workflow")}
            value={workflow}
            options={[
              { id: ALL, name: o("all_workflows") },
              ...names.map((name) => ({ id: name, name: named("workflow", name) })),
            ]}
            onChange={(chosen) => change({ workflow: chosen })}
          />
        </>
      }
    >
      <Panel title={o("workflow_runs")} isBusy={runs.isFetching}>
        <Loaded query={runs}>
          {(data) =>
            data.runs.length === 0 ? (
              <Message title={o("no_runs")} hint={o("no_runs_hint")} />
            ) : (
              <>
                <ResultTable
                  title={o("workflow_runs")}
                  columns={[
                    { name: o("run") },
                    { name: o("workflow") },
                    { name: o("state") },
                    { name: o("started") },
                    { name: o("took"), isNumber: true },
                    { name: o("attempts"), isNumber: true },
                    { name: o("step_or_error") },
                  ]}
                  rows={data.runs.map((run) => ({
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
                <Pager title={o("workflow_runs")} shown={data.runs.length} total={data.total} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </OperatePage>
  );
}
