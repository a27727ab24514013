// Raw files by what becomes of them, and the retry of those that could not be read.
import { useState } from "react";
import { useFiles, useOperation, useRetryFiles } from "../api/operation.ts";
import type { FileState, RawFile } from "../api/operation-types.ts";
import { ResultTable } from "../explore/result-table.tsx";
import { operatePath } from "../paths.ts";
import { Message } from "../shell/message.tsx";
import { ActionButton } from "./action-button.tsx";
import { Loaded } from "./loaded.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Pager, pageQuery } from "./pager.tsx";
import { Panel } from "./panel.tsx";
import { TabLinks } from "./tab-links.tsx";
import { LongText, PathText } from "./text-cell.tsx";
import { useAddress } from "./use-address.ts";
import { useMay } from "./use-may.ts";
import { useNow } from "./use-now.ts";

const STATES: FileState[] = ["new", "settling", "left_out", "changed", "failing", "quarantined"];
/** Those that a person may set free. */
const RETRIED: FileState[] = ["failing", "quarantined"];

export default function FilesPage() {
  const { o, named } = useOperateTexts();
  const { get, page } = useAddress();
  const state = STATES.find((known) => known === get("state")) ?? "new";
  const raw = useOperation().data?.raw;
  const counts: Partial<Record<FileState, number | undefined>> = {
    new: raw?.new_files,
    settling: raw?.settling,
    left_out: raw?.left_out,
    changed: raw?.changed,
    failing: raw?.failing,
    quarantined: raw?.quarantined,
  };
  const formats = useOperateFormats();
  return (
    <OperatePage
      title={o("files_title")}
      hint={o("files_hint")}
      tools={
        <TabLinks
          label={o("state")}
          tabs={STATES.map((one) => {
            const count = counts[one];
            return {
              href: `${operatePath("files")}?state=${one}`,
              name: `${named("state", one)}${count === undefined ? "" : ` ${formats.count(count)}`}`,
              isCurrent: one === state,
            };
          })}
        />
      }
    >
      <FileList key={`${state} ${page}`} state={state} page={page} />
    </OperatePage>
  );
}

function FileList({ state, page }: { state: FileState; page: number }) {
  const { o, named } = useOperateTexts();
  const files = useFiles({ ...pageQuery(page), state });
  const mayRetry = useMay("operate") && RETRIED.includes(state);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (path: string) =>
    setChosen((old) => new Set(old.has(path) ? [...old].filter((one) => one !== path) : [...old, path]));
  const shown = files.data?.files ?? [];
  return (
    <Panel
      title={named("state", state)}
      note={o(`files_${state}`)}
      isBusy={files.isFetching}
      tools={mayRetry && <RetryFiles files={shown} chosen={chosen} onDone={() => setChosen(new Set())} />}
    >
      <Loaded query={files}>
        {(data) =>
          data.files.length === 0 ? (
            <Message title={o("no_files")} hint={o(`no_files_${state}`)} />
          ) : (
            <>
              <FileTable files={data.files} state={state} {...(mayRetry && { chosen, onToggle: toggle })} />
              <Pager title={named("state", state)} shown={data.files.length} total={data.total} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

interface FileTableProps {
  files: RawFile[];
  state: FileState;
  /** Of files that may be chosen. */
  chosen?: ReadonlySet<string>;
  onToggle?: (path: string) => void;
}

function FileTable({ files, state, chosen, onToggle }: FileTableProps) {
  const { o, named } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow();
  const hasReasons = files.some(({ reason }) => reason !== null);
  return (
    <ResultTable
      title={named("state", state)}
      columns={[
        { name: o("file") },
        ...(chosen ? [{ name: o("choose") }] : []),
        { name: o("size"), isNumber: true },
        { name: o("modified") },
        ...(RETRIED.includes(state) ? [{ name: o("attempts"), isNumber: true }] : []),
        ...(hasReasons ? [{ name: o("reason") }] : []),
      ]}
      rows={files.map(({ path, bytes, modified, attempts, reason }) => ({
        key: path,
        cells: [
          <PathText key="path">{path}</PathText>,
          ...(chosen
            ? [
                <input
                  key="choose"
                  type="checkbox"
                  aria-label={o("choose_file", { file: path })}
                  checked={chosen.has(path)}
                  onChange={() => onToggle?.(path)}
                />,
              ]
            : []),
          formats.bytes(bytes),
          modified === null ? (
            "–"
          ) : (
            <time key="modified" dateTime={modified} title={formats.ago(modified, now)}>
              {formats.instant(modified)}
            </time>
          ),
          ...(RETRIED.includes(state) ? [formats.count(attempts)] : []),
          ...(hasReasons
            ? [
                <LongText key="reason" isBad={RETRIED.includes(state)}>
                  {reason ?? ""}
                </LongText>,
              ]
            : []),
        ],
      }))}
    />
  );
}

interface RetryFilesProps {
  files: RawFile[];
  chosen: ReadonlySet<string>;
  onDone: () => void;
}

/** Without a choice all files of the page. */
function RetryFiles({ files, chosen, onDone }: RetryFilesProps) {
  const { o, plural } = useOperateTexts();
  const formats = useOperateFormats();
  const change = useRetryFiles();
  const paths = files.map(({ path }) => path).filter((path) => chosen.size === 0 || chosen.has(path));
  const count = formats.count(paths.length);
  return (
    <ActionButton
      name={chosen.size === 0 ? o("retry_all_files") : plural("retry_files", paths.length, count)}
      title={o("retry_files_title")}
      effects={[plural("effect_retry_files", paths.length, count), o("effect_retry_files_then")]}
      input={paths}
      change={change}
      outcome={({ freed }) => plural("files_freed", freed.length, formats.count(freed.length))}
      isOffered={paths.length > 0}
      onDone={onDone}
      look="plain"
    />
  );
}
