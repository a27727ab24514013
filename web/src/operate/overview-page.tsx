// What waits, what is going on, how the last work ended, and what comes next.
import { useOperation } from "../api/operation.ts";
import type { Operation } from "../api/operation-types.ts";
import { AttentionList } from "./attention-list.tsx";
import { JobCard } from "./job-card.tsx";
import { Loaded } from "./loaded.tsx";
import { NowPanel } from "./now-panel.tsx";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import styles from "./overview-page.module.css";
import { RawCard } from "./raw-card.tsx";
import { TablesPanel } from "./tables-panel.tsx";
import { UpcomingPanel } from "./upcoming-panel.tsx";
import { WarehouseCard } from "./warehouse-card.tsx";
import { WorkflowsPanel } from "./workflows-panel.tsx";

export default function OverviewPage() {
  const { o } = useOperateTexts();
  const operation = useOperation();
  return (
    <OperatePage title={o("overview")} hint={o("overview_hint")}>
      <div className={styles.whole}>
        <Loaded query={operation}>{(data) => <Overview operation={data} />}</Loaded>
      </div>
    </OperatePage>
  );
}

function Overview({ operation }: { operation: Operation }) {
  return (
    <div className={styles.grid}>
      <NowPanel operation={operation} />
      <RawCard raw={operation.raw} />
      <AttentionList operation={operation} />
      <JobCard job={operation.last_job} />
      <WarehouseCard warehouse={operation.warehouse} />
      <WorkflowsPanel workflows={operation.workflows} />
      <UpcomingPanel workflows={operation.workflows} />
      <TablesPanel tables={operation.tables} error={operation.lake_error} />
    </div>
  );
}
