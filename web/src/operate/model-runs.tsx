import type { ModelRun } from "../api/operation-types.ts";
import { ResultTable } from "../explore/result-table.tsx";
import { useFormats } from "../texts/language.tsx";
import { secondsOf, useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { useNow } from "./use-now.ts";

const MOST = 10;

/** The newest runs of an app's models. */
export function ModelRuns({ app, runs }: { app: string; runs: ModelRun[] }) {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const { range } = useFormats();
  const now = useNow();
  const title = o("model_runs_of", { app });
  return (
    <Panel title={title} span={4}>
      <ResultTable
        title={title}
        columns={[{ name: o("started") }, { name: o("took"), isNumber: true }, { name: o("days") }]}
        rows={runs.slice(0, MOST).map((run) => ({
          key: run.id,
          cells: [
            <time key="started" dateTime={run.started} title={formats.instant(run.started)}>
              {formats.ago(run.started, now)}
              {run.manual && ` · ${o("by_hand")}`}
            </time>,
            formats.duration(secondsOf(run, now)),
            run.full ? o("in_full") : run.from !== null && run.to !== null ? range(run.from, run.to) : "–",
          ],
        }))}
      />
    </Panel>
  );
}
