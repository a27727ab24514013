// Lake files on their way into the warehouse.
import { useLoads } from "../api/inspection.ts";
import type { LakeTable, LoadState } from "../api/operation-types.ts";
import type { App } from "../api/types.ts";
import { ResultTable } from "../explore/result-table.tsx";
import { Choice } from "../shell/choice.tsx";
import { Message } from "../shell/message.tsx";
import { AppChoice } from "./app-choice.tsx";
import { Loaded } from "./loaded.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Pager, pageQuery } from "./pager.tsx";
import { Panel } from "./panel.tsx";
import { RunNowButton } from "./run-now-button.tsx";
import { StateTag } from "./state-tag.tsx";
import { TabLinks } from "./tab-links.tsx";
import { LongText, PathText } from "./text-cell.tsx";
import { changed, useAddress } from "./use-address.ts";
import { useMay } from "./use-may.ts";
import { useNow } from "./use-now.ts";

const STATES: LoadState[] = ["new", "claimed", "loaded", "failed", "unknown_app"];
const TABLES: LakeTable[] = ["event_v2", "item_v2", "user_v2", "session"];

export default function LoadsPage({ apps }: { apps: App[] }) {
  const { o, named } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow();
  const { get, page, change } = useAddress();
  const mayOperate = useMay("operate");
  const state = STATES.find((one) => one === get("state"));
  const table = TABLES.find((one) => one === get("table"));
  const app = get("app");
  const loads = useLoads({ ...pageQuery(page), state, table, app: app ?? undefined });
  const counts = loads.data?.counts;
  const href = (one: string | null) => `?${changed(new URLSearchParams(window.location.search), { state: one })}`;
  const tab = (one: LoadState | null) => {
    const count = counts && (one === null ? STATES.reduce((sum, each) => sum + counts[each], 0) : counts[one]);
    return {
      href: href(one),
      name: `${one === null ? o("all_states") : named("state", one)}${count === undefined ? "" : ` ${formats.count(count)}`}`,
      isCurrent: one === (state ?? null),
    };
  };
  return (
    <OperatePage
      title={o("loads_title")}
      hint={o("loads_hint")}
      tools={
        <>
          <TabLinks label={o("state")} tabs={[tab(null), ...STATES.map(tab)]} />
          <Choice
            label={o("table")}
            value={table ?? ""}
            options={[{ id: "", name: o("all_tables") }, ...TABLES.map((id) => ({ id, name: id }))]}
            onChange={(chosen) => change({ table: chosen })}
          />
          <AppChoice apps={apps} />
          {mayOperate && <RunNowButton workflow="load" isRunning={false} look="plain" />}
        </>
      }
    >
      <Panel title={o("lake_files")} isBusy={loads.isFetching}>
        <Loaded query={loads}>
          {(data) =>
            data.items.length === 0 ? (
              <Message title={o("no_loads")} hint={o("no_loads_hint")} />
            ) : (
              <>
                <ResultTable
                  title={o("lake_files")}
                  columns={[
                    { name: o("file") },
                    { name: o("state") },
                    { name: o("table") },
                    { name: o("app") },
                    { name: o("rows"), isNumber: true },
                    { name: o("size"), isNumber: true },
                    { name: o("announced") },
                    { name: o("loaded") },
                    { name: o("attempts"), isNumber: true },
                  ]}
                  rows={data.items.map((item) => ({
                    key: item.file,
                    cells: [
                      <span key="file">
                        <PathText>{item.file}</PathText>
                        {item.error !== null && <LongText isBad>{item.error}</LongText>}
                      </span>,
                      <StateTag key="state" state={item.given_up ? "given_up" : item.state} />,
                      item.table,
                      item.app,
                      item.rows === null ? "–" : formats.count(item.rows),
                      formats.bytes(item.bytes),
                      formats.ago(item.announced, now),
                      item.loaded === null ? "–" : formats.ago(item.loaded, now),
                      formats.count(item.attempts),
                    ],
                  }))}
                />
                <Pager title={o("lake_files")} shown={data.items.length} total={data.total} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </OperatePage>
  );
}
