import type { Job } from "../api/operation-types.ts";
import { operatePath } from "../paths.ts";
import { FigureCard } from "./figure-card.tsx";
import { LawTag } from "./law-tag.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { StateTag } from "./state-tag.tsx";
import { useNow } from "./use-now.ts";

/** How the last job ended. */
export function JobCard({ job }: { job: Job | null }) {
  const { o, named } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow();
  if (job === null) return <FigureCard title={o("last_job")} figure="–" lines={[o("no_job")]} />;
  const events = job.counts?.events ?? null;
  const rejected = job.counts?.rejected ?? null;
  return (
    <FigureCard
      title={o("last_job")}
      figure={
        events === null ? (
          <StateTag state={job.state} />
        ) : (
          <>
            {formats.count(events)}
            <small>{o("events_unit")}</small>
          </>
        )
      }
      lines={[
        <span key="state">
          <StateTag state={job.state} /> · {named("kind", job.kind)} · {formats.ago(job.finished ?? job.started, now)}
        </span>,
        rejected === null ? (
          o("no_counts")
        ) : (
          <span key="law">
            {o("rejected_count", { count: formats.count(rejected) })} · <LawTag holds={job.law_holds} />
          </span>
        ),
      ]}
      link={{ href: operatePath("jobs", job.id), name: o("see_report") }}
    />
  );
}
