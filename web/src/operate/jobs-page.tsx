// The jobs that read, changed or removed files of the lake, the newest first.
import { Link } from "wouter";
import { useJobs } from "../api/operation.ts";
import type { Job } from "../api/operation-types.ts";
import { ResultTable } from "../explore/result-table.tsx";
import { operatePath } from "../paths.ts";
import { Choice } from "../shell/choice.tsx";
import { Message } from "../shell/message.tsx";
import { LawTag } from "./law-tag.tsx";
import { Loaded } from "./loaded.tsx";
import { secondsOf, useOperateFormats } from "./operate-formats.ts";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Pager, pageQuery } from "./pager.tsx";
import { Panel } from "./panel.tsx";
import { RunsTabs } from "./runs-tabs.tsx";
import { StateTag } from "./state-tag.tsx";
import { LongText } from "./text-cell.tsx";
import { useAddress } from "./use-address.ts";
import { useNow } from "./use-now.ts";

const KINDS: Job["kind"][] = ["process", "replay", "again", "compact", "re-enrich", "erase", "expire", "load"];
const STATES: Job["state"][] = ["running", "publishing", "committed", "failed", "abandoned"];
const ALL = "";

export default function JobsPage() {
  const { o, named } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow(1_000);
  const { get, page, change } = useAddress();
  const kind = KINDS.find((one) => one === get("kind"));
  const state = STATES.find((one) => one === get("state"));
  const jobs = useJobs({ ...pageQuery(page), kind, state });
  const count = (value: number | null | undefined) => (value == null ? "–" : formats.count(value));
  return (
    <OperatePage
      title={o("runs")}
      hint={o("jobs_hint")}
      tools={
        <>
          <RunsTabs current="jobs" />
          <Choice
            label={o("kind")}
            value={kind ?? ALL}
            options={[
              { id: ALL, name: o("all_kinds") },
              ...KINDS.map((one) => ({ id: one, name: named("kind", one) })),
            ]}
            onChange={(chosen) => change({ kind: chosen })}
          />
          <Choice
            label={o("state")}
            value={state ?? ALL}
            options={[
              { id: ALL, name: o("all_states") },
              ...STATES.map((one) => ({ id: one, name: named("state", one) })),
            ]}
            onChange={(chosen) => change({ state: chosen })}
          />
        </>
      }
    >
      <Panel title={o("jobs")} isBusy={jobs.isFetching}>
        <Loaded query={jobs}>
          {(data) =>
            data.jobs.length === 0 ? (
              <Message title={o("no_jobs")} hint={o("no_jobs_hint")} />
            ) : (
              <>
                <ResultTable
                  title={o("jobs")}
                  columns={[
                    { name: o("job") },
                    { name: o("kind") },
                    { name: o("state") },
                    { name: o("started") },
                    { name: o("took"), isNumber: true },
                    { name: o("files"), isNumber: true },
                    { name: o("events"), isNumber: true },
                    { name: o("rejected"), isNumber: true },
                    { name: o("law") },
                    ...(data.jobs.some(({ error }) => error !== null) ? [{ name: o("error") }] : []),
                  ]}
                  rows={data.jobs.map((job) => ({
                    key: job.id,
                    cells: [
                      <Link key="id" href={operatePath("jobs", job.id)}>
                        {job.id}
                      </Link>,
                      named("kind", job.kind),
                      <StateTag key="state" state={job.state} />,
                      <time key="started" dateTime={job.started} title={formats.ago(job.started, now)}>
                        {formats.instant(job.started)}
                      </time>,
                      formats.duration(secondsOf(job, now)),
                      count(job.counts?.files),
                      count(job.counts?.events),
                      count(job.counts?.rejected),
                      <LawTag key="law" holds={job.law_holds} />,
                      job.error === null ? (
                        ""
                      ) : (
                        <LongText key="error" isBad>
                          {job.error}
                        </LongText>
                      ),
                    ],
                  }))}
                />
                <Pager title={o("jobs")} shown={data.jobs.length} total={data.total} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </OperatePage>
  );
}
