// What was read and did not reach the tables, by reason.
import { Link } from "wouter";
import { useRejects } from "../api/operation.ts";
import type { RejectReason } from "../api/operation-types.ts";
import type { App } from "../api/types.ts";
import { ResultTable, ShareBar } from "../explore/result-table.tsx";
import { operatePath } from "../paths.ts";
import { Message } from "../shell/message.tsx";
import { AppChoice } from "./app-choice.tsx";
import { type Span, sinceOf, spanOf } from "./day-span.ts";
import { Loaded } from "./loaded.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { ReplayButton } from "./replay-button.tsx";
import { SpanChoice } from "./span-choice.tsx";
import { LongText } from "./text-cell.tsx";
import { useAddress } from "./use-address.ts";
import { useMay } from "./use-may.ts";
import { useNow } from "./use-now.ts";

export default function RejectsPage({ apps }: { apps: App[] }) {
  const { o } = useOperateTexts();
  const { get } = useAddress();
  const now = useNow();
  const app = get("app");
  const span = spanOf(get("range"));
  const rejects = useRejects({ ...sinceOf(span, now), ...(app && { app }) });
  return (
    <OperatePage
      title={o("rejects_title")}
      hint={o("rejects_hint")}
      tools={
        <>
          <SpanChoice />
          <AppChoice apps={apps} />
        </>
      }
    >
      <Panel title={o("rejected_by_reason")} note={o("rejects_note")} isBusy={rejects.isFetching}>
        <Loaded query={rejects}>
          {({ reasons }) =>
            reasons.length === 0 ? (
              <Message title={o("nothing_rejected")} hint={o("nothing_rejected_hint")} />
            ) : (
              <ReasonTable reasons={reasons} span={span} />
            )
          }
        </Loaded>
      </Panel>
    </OperatePage>
  );
}

function ReasonTable({ reasons, span }: { reasons: RejectReason[]; span: Span }) {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow();
  const mayOperate = useMay("operate");
  const total = reasons.reduce((sum, { count }) => sum + count, 0);
  const search = window.location.search;
  return (
    <ResultTable
      title={o("rejected_by_reason")}
      columns={[
        { name: o("reason") },
        { name: o("count") },
        { name: o("meaning") },
        { name: o("stage") },
        { name: o("last_seen") },
        ...(mayOperate ? [{ name: o("actions") }] : []),
      ]}
      rows={[...reasons]
        .sort((a, b) => b.count - a.count)
        .map(({ reason, stage, meaning, count, replayable, last }) => ({
          key: reason,
          cells: [
            mayOperate ? (
              <Link key="reason" href={operatePath("rejects", reason) + search}>
                {reason}
              </Link>
            ) : (
              reason
            ),
            <ShareBar key="count" share={total === 0 ? 0 : count / total}>
              {formats.count(count)}
            </ShareBar>,
            <LongText key="meaning">{meaning ?? ""}</LongText>,
            stage,
            last === null ? "–" : formats.ago(last, now),
            mayOperate &&
              (replayable ? (
                <ReplayButton key="replay" reason={reason} count={count} span={span} />
              ) : (
                o("not_replayable")
              )),
          ],
        }))}
    />
  );
}
