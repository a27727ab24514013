import { ResultTable } from "../explore/result-table.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import type { FailedFile } from "./report.ts";
import { LongText, PathText } from "./text-cell.tsx";

/** Raw files that a job could not read. */
export function FailedFiles({ files }: { files: FailedFile[] }) {
  const { o } = useOperateTexts();
  return (
    <Panel title={o("files_failed")}>
      <ResultTable
        title={o("files_failed")}
        columns={[{ name: o("file") }, { name: o("reason") }]}
        rows={files.map(({ file, reason }) => ({
          key: file,
          cells: [
            <PathText key="file">{file}</PathText>,
            <LongText key="reason" isBad>
              {reason}
            </LongText>,
          ],
        }))}
      />
    </Panel>
  );
}
