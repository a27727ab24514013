// The names that an app sends: events, parameters and user attributes, as the last scan found them.
import { Link } from "wouter";
import { useMetadata } from "../api/inspection.ts";
import type { MetadataEntry, MetadataKind } from "../api/operation-types.ts";
import type { App } from "../api/types.ts";
import { ResultTable } from "../explore/result-table.tsx";
import { operatePath } from "../paths.ts";
import { Choice } from "../shell/choice.tsx";
import { Message } from "../shell/message.tsx";
import { useFormats } from "../texts/language.tsx";
import { Loaded } from "./loaded.tsx";
import { METADATA_KINDS, metadataPlace } from "./metadata-place.ts";
import { useOperateFormats } from "./operate-formats.ts";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Pager, pageQuery } from "./pager.tsx";
import { Panel } from "./panel.tsx";
import { SearchField } from "./search-field.tsx";
import { Tag } from "./state-tag.tsx";
import { TabLinks } from "./tab-links.tsx";
import { LongText, Muted } from "./text-cell.tsx";
import { useAddress } from "./use-address.ts";
import { useNow } from "./use-now.ts";

export default function MetadataPage({ apps, app: lastApp }: { apps: App[]; app: string }) {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow();
  const { get, page, change } = useAddress();
  const place = metadataPlace(get, lastApp);
  const search = get("search");
  const metadata = useMetadata(place, { ...pageQuery(page), ...(search && { search }) });
  if (apps.length === 0) return <Message title={o("no_metadata")} hint={o("no_metadata_hint")} />;
  return (
    <OperatePage
      title={o("metadata_title")}
      hint={o("metadata_hint")}
      tools={
        <>
          <Choice
            label={o("app")}
            value={place.app}
            options={apps.map(({ id }) => ({ id, name: id }))}
            onChange={(app) => change({ app })}
          />
          <TabLinks
            label={o("kind")}
            tabs={METADATA_KINDS.map((kind) => ({
              href: `${operatePath("metadata")}?${new URLSearchParams({ app: place.app, kind })}`,
              name: o(`metadata_${kind}`),
              isCurrent: kind === place.kind,
            }))}
          />
          <SearchField label={o("search_names")} />
        </>
      }
    >
      <Panel
        title={o(`metadata_${place.kind}`)}
        isBusy={metadata.isFetching}
        note={
          metadata.data?.scanned_at
            ? o("scanned", { time: formats.ago(metadata.data.scanned_at, now) })
            : metadata.data && o("never_scanned")
        }
      >
        <Loaded query={metadata}>
          {(data) =>
            data.entries.length === 0 ? (
              <Message
                title={o(search ? "nothing_matches" : "no_metadata")}
                hint={o(search ? "nothing_matches_hint" : "no_metadata_hint")}
              />
            ) : (
              <>
                <EntryTable kind={place.kind} app={place.app} entries={data.entries} />
                <Pager title={o("metadata_title")} shown={data.entries.length} total={data.total} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </OperatePage>
  );
}

function EntryTable({ app, kind, entries }: { app: string; kind: MetadataKind; entries: MetadataEntry[] }) {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const { day } = useFormats();
  const hasTypes = kind !== "events";
  const search = new URLSearchParams({ app, kind });
  return (
    <ResultTable
      title={o(`metadata_${kind}`)}
      columns={[
        { name: o("name") },
        ...(hasTypes ? [{ name: o("category") }] : []),
        { name: o("count"), isNumber: true },
        ...(hasTypes ? [{ name: o("types") }] : []),
        { name: o("description") },
        { name: o("platforms") },
        { name: o("last_seen") },
      ]}
      rows={entries.map((entry) => ({
        key: `${entry.category} ${entry.name}`,
        cells: [
          <Link key="name" href={`${operatePath("metadata", entry.name)}?${search}`}>
            {entry.name}
          </Link>,
          ...(hasTypes ? [entry.category ?? ""] : []),
          formats.count(entry.count),
          ...(hasTypes
            ? [
                <span key="types">
                  {entry.types.map(({ type }) => type ?? "null").join(", ")}{" "}
                  {entry.drifts && <Tag tone="bad">{o("drifts")}</Tag>}
                </span>,
              ]
            : []),
          entry.description ? (
            <LongText key="text">{entry.description}</LongText>
          ) : (
            <Muted key="text">{o("none")}</Muted>
          ),
          entry.platforms.join(", "),
          entry.last_day === null ? "–" : day(entry.last_day),
        ],
      }))}
    />
  );
}
