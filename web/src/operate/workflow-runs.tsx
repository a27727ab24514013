import { useRuns } from "../api/operation.ts";
import { Message } from "../shell/message.tsx";
import { useLive } from "./live-context.tsx";
import { Loaded } from "./loaded.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { RunTable } from "./run-table.tsx";

const MOST = 10;

/** The newest runs of one workflow, and how far the one at work is. */
export function WorkflowRuns({ workflow, title, note }: { workflow: string; title: string; note: string }) {
  const { o } = useOperateTexts();
  const runs = useRuns({ workflow, offset: 0, limit: MOST });
  const progress = useLive().progress.get(workflow);
  return (
    <Panel title={title} note={note} isBusy={runs.isFetching}>
      {progress && <ProgressBar progress={progress} />}
      <Loaded query={runs}>
        {(data) =>
          data.runs.length === 0 ? (
            <Message title={o("no_runs")} hint={o("no_runs_hint")} />
          ) : (
            <RunTable title={title} runs={data.runs} />
          )
        }
      </Loaded>
    </Panel>
  );
}
