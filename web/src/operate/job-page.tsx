// A job with its report: what was read, what became of it, and what it took.
import { Link } from "wouter";
import { useJob } from "../api/operation.ts";
import type { JobDetail } from "../api/operation-types.ts";
import { operatePath } from "../paths.ts";
import { Message } from "../shell/message.tsx";
import { CountTable } from "./count-table.tsx";
import { Facts } from "./facts.tsx";
import { FailedFiles } from "./failed-files.tsx";
import { LawPanel } from "./law-panel.tsx";
import { Loaded } from "./loaded.tsx";
import { secondsOf, useOperateFormats } from "./operate-formats.ts";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { countsOf, failedFilesOf, numberOf } from "./report.ts";
import { StateTag } from "./state-tag.tsx";
import { LongText } from "./text-cell.tsx";
import { useNow } from "./use-now.ts";
import { WholeReport } from "./whole-report.tsx";

export default function JobPage({ id }: { id: string }) {
  const { o } = useOperateTexts();
  const job = useJob(id);
  return (
    <OperatePage
      title={o("job_title", { id })}
      hint={o("job_hint")}
      back={<Link href={operatePath("jobs")}>{`‹ ${o("jobs")}`}</Link>}
    >
      <Panel title={o("summary")} isBusy={job.isFetching}>
        <Loaded query={job}>{(data) => <JobFacts job={data} />}</Loaded>
      </Panel>
      {job.data && <Report job={job.data} />}
    </OperatePage>
  );
}

function JobFacts({ job }: { job: JobDetail }) {
  const { o, named } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow(1_000);
  const report = job.report ?? {};
  const fact = (key: string, name: string, show: (value: number) => string) => {
    const value = numberOf(report, key);
    return value === null ? [] : [{ name, value: show(value) }];
  };
  return (
    <>
      <Facts
        facts={[
          { name: o("kind"), value: named("kind", job.kind) },
          { name: o("state"), value: <StateTag state={job.state} /> },
          { name: o("started"), value: formats.instant(job.started) },
          { name: o("took"), value: formats.duration(secondsOf(job, now)) },
          { name: o("host"), value: job.host },
          ...fact("files", o("files"), formats.count),
          ...fact("bytes_in", o("bytes_in"), formats.bytes),
          ...fact("bytes_out", o("bytes_out"), formats.bytes),
          ...fact("events_per_second", o("events_per_second"), formats.count),
          ...fact("threads", o("threads"), formats.count),
          ...fact("peak_memory_bytes", o("peak_memory"), formats.bytes),
          ...fact("cost_usd", o("cost"), formats.usd),
        ]}
      />
      {job.error !== null && <LongText isBad>{job.error}</LongText>}
    </>
  );
}

function Report({ job }: { job: JobDetail }) {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  if (job.report === null) {
    return (
      <Panel title={o("report")}>
        <Message title={o("no_report")} hint={o("no_report_hint")} />
      </Panel>
    );
  }
  const rejected = countsOf(job.report, "rejected");
  const written = countsOf(job.report, "rows_written");
  const stages = countsOf(job.report, "stage_seconds");
  const failed = failedFilesOf(job.report);
  const span = stages.length > 0 ? 4 : 6;
  return (
    <>
      <LawPanel report={job.report} />
      {failed.length > 0 && <FailedFiles files={failed} />}
      <Panel title={o("written_by_table")} span={span}>
        <CountTable title={o("written_by_table")} name={o("table")} unit={o("rows")} counts={written} />
      </Panel>
      <Panel title={o("rejected_by_reason")} span={span}>
        {rejected.length === 0 ? (
          <Message title={o("nothing_rejected")} hint={o("nothing_rejected_hint")} />
        ) : (
          <CountTable
            title={o("rejected_by_reason")}
            name={o("reason")}
            unit={o("count")}
            counts={rejected}
            hrefOf={(reason) => operatePath("rejects", reason)}
          />
        )}
      </Panel>
      {stages.length > 0 && (
        <Panel title={o("time_by_stage")} span={span}>
          <CountTable
            title={o("time_by_stage")}
            name={o("stage")}
            unit={o("took")}
            counts={stages}
            show={formats.duration}
          />
        </Panel>
      )}
      <WholeReport report={job.report} />
    </>
  );
}
