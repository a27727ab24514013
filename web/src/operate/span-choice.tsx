import { Choice } from "../shell/choice.tsx";
import { DEFAULT_SPAN, SPANS, spanOf } from "./day-span.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { useAddress } from "./use-address.ts";

/** Which days a page is about. */
export function SpanChoice() {
  const { o } = useOperateTexts();
  const { get, change } = useAddress();
  return (
    <Choice
      label={o("days")}
      value={spanOf(get("range"))}
      options={SPANS.map((span) => ({ id: span, name: o(`span_${span}`) }))}
      onChange={(span) => change({ range: span === DEFAULT_SPAN ? null : span })}
    />
  );
}
