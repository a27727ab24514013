// What each touch point contributed to the goal.
import type { AnalysisResult } from "../api/types.ts";
import { useFormats, useLanguage } from "../texts/language.tsx";
import { Change } from "./change.tsx";
import { useGroupName, useMatchName } from "./names.ts";
import type { Question } from "./question.ts";
import { ResultTable, ShareBar } from "./result-table.tsx";
import { rowsOf } from "./rows.ts";

export function AttributionResult({ result }: { result: AnalysisResult }) {
  const { texts } = useLanguage();
  const formats = useFormats();
  const nameOf = useMatchName();
  const groupName = useGroupName();
  const { touches = [] } = result.description as Question;
  const rows = rowsOf(result);
  const isGrouped = rows.has("group");
  const keyOf = (source: typeof rows, row: (typeof rows.all)[number]) =>
    JSON.stringify([source.value(row, "touch"), source.value(row, "group")]);
  const compared = rowsOf(result, true);
  const before = new Map(compared.all.map((row) => [keyOf(compared, row), compared.number(row, "contribution")]));
  const sorted = rows.all.toSorted(
    (a, b) => (rows.number(b, "contribution") ?? 0) - (rows.number(a, "contribution") ?? 0),
  );
  const largest = Math.max(0, ...sorted.map((row) => rows.number(row, "share") ?? 0));

  return (
    <ResultTable
      title={texts.explore("kind_attribution")}
      columns={[
        { name: texts.explore("touch") },
        ...(isGrouped ? [{ name: texts.explore("group") }] : []),
        { name: texts.explore("share") },
        { name: texts.explore("contribution"), isNumber: true },
        ...(result.comparison ? [{ name: texts.explore("change"), isNumber: true }] : []),
        { name: texts.explore("triggers"), isNumber: true },
        { name: texts.explore("converting_triggers"), isNumber: true },
      ]}
      rows={sorted.map((row) => {
        const touch = rows.number(row, "touch");
        const share = rows.number(row, "share");
        const contribution = rows.number(row, "contribution");
        return {
          key: keyOf(rows, row),
          cells: [
            touch === null ? texts.explore("no_touch") : nameOf(touches[touch - 1]),
            ...(isGrouped ? [touch === null ? "–" : groupName(rows.value(row, "group"))] : []),
            <ShareBar key="share" share={largest === 0 ? 0 : (share ?? 0) / largest}>
              {share === null ? "–" : formats.share(share)}
            </ShareBar>,
            formats.measure(contribution),
            ...(result.comparison
              ? [<Change key="change" value={contribution} before={before.get(keyOf(rows, row)) ?? null} />]
              : []),
            formats.measure(rows.number(row, "triggers"), "count"),
            formats.measure(rows.number(row, "converting_triggers"), "count"),
          ],
        };
      })}
    />
  );
}
