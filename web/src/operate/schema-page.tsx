// The objects of each app's schema in the warehouse, and what differs from what this version needs.
import { useSchema } from "../api/inspection.ts";
import { useOperation } from "../api/operation.ts";
import type { SchemaApp } from "../api/operation-types.ts";
import { ResultTable } from "../explore/result-table.tsx";
import { Message } from "../shell/message.tsx";
import { Loaded } from "./loaded.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { RunNowButton } from "./run-now-button.tsx";
import { StateTag } from "./state-tag.tsx";
import { LongText } from "./text-cell.tsx";
import { useMay } from "./use-may.ts";
import { WorkflowRuns } from "./workflow-runs.tsx";

/** Its runs bring the schemas to what is wanted first. */
const WORKFLOW = "models";

export default function SchemaPage() {
  const { o } = useOperateTexts();
  const schema = useSchema();
  const mayOperate = useMay("operate");
  const workflow = useOperation().data?.workflows.find(({ name }) => name === WORKFLOW);
  return (
    <OperatePage
      title={o("schema_title")}
      hint={o("schema_hint")}
      tools={
        mayOperate &&
        workflow && (
          <RunNowButton
            workflow={WORKFLOW}
            isRunning={workflow.run?.state === "running"}
            effect="effect_schema"
            look="plain"
          />
        )
      }
    >
      {schema.data === undefined || schema.data.length === 0 ? (
        <Panel title={o("objects")} isBusy={schema.isFetching}>
          <Loaded query={schema}>{() => <Message title={o("no_schema")} hint={o("no_schema_hint")} />}</Loaded>
        </Panel>
      ) : (
        schema.data.map((app) => <AppSchema key={app.app} app={app} />)
      )}
      <WorkflowRuns workflow={WORKFLOW} title={o("schema_runs")} note={o("schema_runs_note")} />
    </OperatePage>
  );
}

function AppSchema({ app }: { app: SchemaApp }) {
  const { o, named, plural } = useOperateTexts();
  const formats = useOperateFormats();
  const differing = app.objects.filter(({ state }) => state !== "current");
  // What is to be done comes first.
  const objects = [...differing, ...app.objects.filter(({ state }) => state === "current")];
  const note =
    differing.length === 0
      ? o("schema_current")
      : plural("schema_differs", differing.length, formats.count(differing.length));
  return (
    <Panel
      title={app.app === app.schema ? app.app : `${app.app} (${app.schema})`}
      note={app.exists ? note : o("schema_new")}
    >
      {app.problem !== null && <LongText isBad>{app.problem}</LongText>}
      {objects.length > 0 && (
        <ResultTable
          title={app.app}
          columns={[
            { name: o("object") },
            { name: o("kind") },
            { name: o("state") },
            { name: o("schema_action") },
            { name: o("reason") },
          ]}
          rows={objects.map(({ name, kind, state, action, reason, error }) => ({
            key: `${kind} ${name}`,
            cells: [
              name,
              named("kind", kind),
              <StateTag key="state" state={state} />,
              action ?? "–",
              error === null ? (
                <LongText key="reason">{reason ?? ""}</LongText>
              ) : (
                <LongText key="reason" isBad>
                  {error}
                </LongText>
              ),
            ],
          }))}
        />
      )}
    </Panel>
  );
}
