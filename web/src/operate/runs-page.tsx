// The runs of workflows, the newest first.
import { useOperation, useRuns } from "../api/operation.ts";
import { Choice } from "../shell/choice.tsx";
import { Message } from "../shell/message.tsx";
import { Loaded } from "./loaded.tsx";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Pager, pageQuery } from "./pager.tsx";
import { Panel } from "./panel.tsx";
import { RunTable } from "./run-table.tsx";
import { RunsTabs } from "./runs-tabs.tsx";
import { useAddress } from "./use-address.ts";

const ALL = "";

export default function RunsPage() {
  const { o, named } = useOperateTexts();
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
                <RunTable title={o("workflow_runs")} runs={data.runs} />
                <Pager title={o("workflow_runs")} shown={data.runs.length} total={data.total} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </OperatePage>
  );
}
