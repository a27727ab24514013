import type { Workflow } from "../api/operation-types.ts";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { Muted } from "./text-cell.tsx";
import { upcomingOf } from "./upcoming.ts";
import styles from "./upcoming-panel.module.css";
import { useNow } from "./use-now.ts";

const MOST = 7;

/** The next runs by time. */
export function UpcomingPanel({ workflows }: { workflows: Workflow[] }) {
  const { o, named } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow();
  const upcoming = upcomingOf(workflows, now, MOST);
  return (
    <Panel title={o("upcoming")} span={4}>
      {upcoming.length === 0 ? (
        <Muted>{o(workflows.some(({ schedule }) => schedule !== null) ? "no_service_upcoming" : "no_upcoming")}</Muted>
      ) : (
        <ol className={styles.list}>
          {upcoming.map(({ workflow, at }) => (
            <li key={`${workflow} ${at}`}>
              <span>{named("workflow", workflow)}</span>
              <time dateTime={at} title={formats.instant(at)}>
                {formats.ago(at, now)}
              </time>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
