import type { Operation } from "../api/operation-types.ts";
import { ResultTable, ShareBar } from "../explore/result-table.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { LongText } from "./text-cell.tsx";

/** The tables of the lake by size. */
export function TablesPanel({ tables, error }: { tables: Operation["tables"]; error: string | null }) {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const largest = Math.max(1, ...tables.map(({ bytes }) => bytes));
  return (
    <Panel title={o("lake")}>
      {error !== null && <LongText isBad>{error}</LongText>}
      <ResultTable
        title={o("lake")}
        columns={[{ name: o("table") }, { name: o("size") }, { name: o("files"), isNumber: true }]}
        rows={tables.map(({ name, files, bytes }) => ({
          key: name,
          cells: [
            name,
            <ShareBar key="bytes" share={bytes / largest}>
              {formats.bytes(bytes)}
            </ShareBar>,
            formats.count(files),
          ],
        }))}
      />
    </Panel>
  );
}
