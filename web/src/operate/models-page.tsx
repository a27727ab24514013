// Which days the models have built for each app, and how each model ended.
import { useModels } from "../api/inspection.ts";
import type { ModelledApp } from "../api/operation-types.ts";
import { ResultTable } from "../explore/result-table.tsx";
import { Message } from "../shell/message.tsx";
import { Loaded } from "./loaded.tsx";
import { ModelGrid } from "./model-grid.tsx";
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
  const longest = Math.max(0, ...app.models.map(({ seconds }) => seconds ?? 0));
  return (
    <Panel title={title}>
      <ResultTable
        title={title}
        columns={[
          { name: o("model") },
          { name: o("state") },
          { name: o("last_run") },
          ...(longest > 0 ? [{ name: o("took"), isNumber: true }] : []),
          ...(hasErrors ? [{ name: o("error") }] : []),
        ]}
        rows={app.models.map(({ name, state, last_run, seconds, error }) => ({
          key: name,
          cells: [
            name,
            <StateTag key="state" state={state} />,
            last_run === null ? "–" : formats.ago(last_run, now),
            ...(longest > 0 ? [seconds === null ? "–" : formats.duration(seconds)] : []),
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
  );
}
