// What the work has cost, by day.
import { useMemo } from "react";
import { useCosts } from "../api/inspection.ts";
import type { Costs } from "../api/operation-types.ts";
import { DrawnResult } from "../explore/drawn-result.tsx";
import { ResultTable } from "../explore/result-table.tsx";
import { Message } from "../shell/message.tsx";
import { useFormats } from "../texts/language.tsx";
import { costChart, totalOf } from "./cost.ts";
import { daysOf, spanOf } from "./day-span.ts";
import { Facts } from "./facts.tsx";
import { Loaded } from "./loaded.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { SpanChoice } from "./span-choice.tsx";
import { useAddress } from "./use-address.ts";
import { useNow } from "./use-now.ts";

const STEP_MS = 600_000;

export default function CostPage() {
  const { o } = useOperateTexts();
  const { get } = useAddress();
  const now = useNow(STEP_MS);
  const costs = useCosts(daysOf(spanOf(get("range")), now));
  return (
    <OperatePage title={o("cost_title")} hint={o("cost_hint")} tools={<SpanChoice />}>
      {costs.data === undefined || costs.data.days.length === 0 ? (
        <Panel title={o("cost_title")} isBusy={costs.isFetching}>
          <Loaded query={costs}>{() => <Message title={o("no_costs")} hint={o("no_costs_hint")} />}</Loaded>
        </Panel>
      ) : (
        <CostDays costs={costs.data} />
      )}
    </OperatePage>
  );
}

function CostDays({ costs }: { costs: Costs }) {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const { day } = useFormats();
  const { days, truncated, basis } = costs;
  const total = totalOf(days);
  const isPriced = total.usd > 0;
  const chartTitle = o(isPriced ? "usd_by_day" : "processor_by_day");
  const names = { lake: o("cost_of_lake"), warehouse: o("cost_of_warehouse") };
  const chart = useMemo(
    () => costChart(days, isPriced, { lake: names.lake, warehouse: names.warehouse }),
    [days, isPriced, names.lake, names.warehouse],
  );
  return (
    <>
      <Panel title={o("in_all")} note={truncated ? `${basis} ${o("cost_truncated")}` : basis}>
        <Facts
          facts={[
            ...(isPriced ? [{ name: o("cost"), value: formats.usd(total.usd) }] : []),
            ...(isPriced ? [{ name: names.warehouse, value: formats.usd(total.warehouse_usd) }] : []),
            { name: o("processor_time"), value: formats.duration(total.processor_seconds) },
            { name: o("events"), value: formats.count(total.events) },
            { name: o("bytes_in"), value: formats.bytes(total.bytes) },
            { name: o("jobs"), value: formats.count(total.runs) },
            ...(isPriced && total.events > 0
              ? [{ name: o("usd_per_million"), value: formats.usd((total.usd / total.events) * 1e6) }]
              : []),
          ]}
        />
      </Panel>
      <Panel title={chartTitle}>
        <DrawnResult result={chart} title={chartTitle} kind="stacked" />
      </Panel>
      <Panel title={o("by_day")}>
        <ResultTable
          title={o("by_day")}
          columns={[
            { name: o("day") },
            ...(isPriced ? [{ name: o("cost"), isNumber: true }] : []),
            { name: isPriced ? o("cost_of_warehouse") : o("time_of_warehouse"), isNumber: true },
            { name: o("processor_time"), isNumber: true },
            { name: o("took"), isNumber: true },
            { name: o("jobs"), isNumber: true },
            { name: o("files"), isNumber: true },
            { name: o("bytes_in"), isNumber: true },
            { name: o("events"), isNumber: true },
            { name: o("bytes_out"), isNumber: true },
            { name: o("peak_memory"), isNumber: true },
          ]}
          rows={[...days].reverse().map((one) => ({
            key: one.day,
            cells: [
              day(one.day),
              ...(isPriced ? [formats.usd(one.usd)] : []),
              isPriced ? formats.usd(one.warehouse_usd) : formats.duration(one.warehouse_processor_seconds),
              formats.duration(one.processor_seconds),
              formats.duration(one.wall_seconds),
              formats.count(one.runs),
              formats.count(one.files),
              formats.bytes(one.bytes),
              formats.count(one.events),
              formats.bytes(one.lake_bytes),
              formats.bytes(one.peak_memory_bytes),
            ],
          }))}
        />
      </Panel>
    </>
  );
}
