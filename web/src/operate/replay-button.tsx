import { useReplay } from "../api/operation.ts";
import { ActionButton } from "./action-button.tsx";
import { type Span, sinceOf } from "./day-span.ts";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { useNow } from "./use-now.ts";

interface ReplayButtonProps {
  reason: string;
  count: number;
  span: Span;
  look?: "small" | "plain";
}

/** Processes the rejects of a reason again, after rules or configuration were corrected. */
export function ReplayButton({ reason, count, span, look = "small" }: ReplayButtonProps) {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const change = useReplay();
  const now = useNow();
  return (
    <ActionButton
      name={o("replay")}
      label={o("replay_of", { reason })}
      title={o("replay_title", { reason })}
      effects={[
        o("effect_replay", { count: formats.count(count), reason, days: o(`span_${span}`) }),
        o("effect_replay_then"),
      ]}
      input={{ reason, ...sinceOf(span, now) }}
      change={change}
      outcome={() => o("replay_asked")}
      look={look}
    />
  );
}
