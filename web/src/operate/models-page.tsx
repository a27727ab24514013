// Which days the models have built for each app, and how each model ended.
import { useModels } from "../api/inspection.ts";
import type { ModelledApp } from "../api/operation-types.ts";
import { ResultTable } from "../explore/result-table.tsx";
import { Message } from "../shell/message.tsx";
import { Loaded } from "./loaded.tsx";
import { ModelGrid } from "./model-grid.tsx";
import { ModelRuns } from "./model-runs.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { RunNowButton } from "./run-now-button.tsx";
import { StateTag } from "./state-tag.tsx";
import { LongText } from "./text-cell.tsx";
import { useMay } from "./use-may.ts";
import { useNow } from "./use-now.ts";

export default function ModelsPage() {
  const { o } = useOperateTexts();
  const models = useModels();
  const mayOperate = useMay("operate");
  return (
    <OperatePage
      title={o("models_title")}
      hint={o("models_hint")}
      tools={mayOperate && <RunNowButton workflow="models" isRunning={false} look="plain" />}
    >
      <Panel title={o("days_by_app")} note={o("models_note")} isBusy={models.isFetching}>
        <Loaded query={models}>
          {(apps) =>
            apps.length === 0 ? (
              <Message title={o("no_models")} hint={o("no_models_hint")} />
            ) : (
              <ModelGrid apps={apps} />
            )
          }
        </Loaded>
      </Panel>
      {models.data?.map((app) => (
        <AppModels key={app.app} app={app} />
      ))}
    </OperatePage>
  );
}

function AppModels({ app }: { app: ModelledApp }) {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow();
  const title = o("models_of", { app: app.app });
  const hasErrors = app.models.some(({ error }) => error !== null);
  const left = (count: number) => (count === 0 ? "–" : formats.count(count));
  return (
    <>
      <Panel title={title} span={app.runs.length > 0 ? 8 : 12}>
        <ResultTable
          title={title}
          columns={[
            { name: o("model") },
            { name: o("state") },
            { name: o("refreshed") },
            { name: o("days"), isNumber: true },
            { name: o("days_pending"), isNumber: true },
            { name: o("days_stale"), isNumber: true },
            { name: o("days_failed"), isNumber: true },
            ...(hasErrors ? [{ name: o("error") }] : []),
          ]}
          rows={app.models.map(({ name, state, last_run, days, days_pending, days_stale, days_failed, error }) => ({
            key: name,
            cells: [
              name,
              <StateTag key="state" state={state} />,
              last_run === null ? "–" : formats.ago(last_run, now),
              formats.count(days),
              left(days_pending),
              left(days_stale),
              left(days_failed),
              error === null ? (
                ""
              ) : (
                <LongText key="error" isBad>
                  {error}
                </LongText>
              ),
            ],
          }))}
        />
      </Panel>
      {app.runs.length > 0 && <ModelRuns app={app.app} runs={app.runs} />}
    </>
  );
}
