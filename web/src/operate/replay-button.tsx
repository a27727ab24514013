import { useReplay } from "../api/operation.ts";
import { useFormats } from "../texts/language.tsx";
import { ActionButton } from "./action-button.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";

interface ReplayButtonProps {
  reason: string;
  count?: number;
  days: { from?: string; to?: string };
  look?: "small" | "plain";
}

/** Processes the rejects of a reason again, after rules or configuration were corrected. */
export function ReplayButton({ reason, count, days, look = "small" }: ReplayButtonProps) {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const { range } = useFormats();
  const change = useReplay();
  const span = days.from && days.to ? range(days.from, days.to) : o("span_all");
  return (
    <ActionButton
      name={o("replay")}
      label={o("replay_of", { reason })}
      title={o("replay_title", { reason })}
      effects={[
        count === undefined
          ? o("effect_replay", { reason, days: span })
          : o("effect_replay_count", { count: formats.count(count), reason, days: span }),
        o("effect_replay_then"),
      ]}
      input={{ reason, ...days }}
      change={change}
      outcome={() => o("replay_asked")}
      look={look}
    />
  );
}
