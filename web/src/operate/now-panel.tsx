import type { Operation } from "../api/operation-types.ts";
import { useLive } from "./live-context.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import styles from "./overview-page.module.css";
import { Panel } from "./panel.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { StateTag } from "./state-tag.tsx";
import { nextOf } from "./upcoming.ts";
import { useNow } from "./use-now.ts";

/** What runs at this moment, and who does it. */
export function NowPanel({ operation }: { operation: Operation }) {
  const { o, named } = useOperateTexts();
  const formats = useOperateFormats();
  const { progress } = useLive();
  const now = useNow();
  const running = operation.workflows.filter(({ run, name }) => run?.state === "running" || progress.has(name));
  const next = nextOf(operation.workflows, now);
  return (
    <Panel title={o("now")} note={operation.holder === null ? o("no_service") : operation.holder}>
      {running.map(({ name, run }) => {
        const known = progress.get(name);
        if (known) return <ProgressBar key={name} progress={known} />;
        return (
          <p key={name}>
            <StateTag state="running" /> {named("workflow", name)}
            {run?.step && ` · ${run.step}`}
          </p>
        );
      })}
      {running.length === 0 && (
        <p className={styles.idle}>
          {o("nothing_runs")}{" "}
          {next && o("next_is", { workflow: named("workflow", next.workflow), time: formats.ago(next.at, now) })}
        </p>
      )}
    </Panel>
  );
}
