// A name with its values and types, and what people say of it.
import { Link } from "wouter";
import { type MetadataPlace, useMetadataNames } from "../api/inspection.ts";
import type { MetadataDetail } from "../api/operation-types.ts";
import { operatePath } from "../paths.ts";
import { Message } from "../shell/message.tsx";
import { useFormats } from "../texts/language.tsx";
import { CountTable } from "./count-table.tsx";
import { DescribeButton } from "./describe-button.tsx";
import { Facts } from "./facts.tsx";
import { Loaded } from "./loaded.tsx";
import styles from "./metadata-entry-page.module.css";
import { metadataPlace } from "./metadata-place.ts";
import { useOperateFormats } from "./operate-formats.ts";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { Muted } from "./text-cell.tsx";
import { useAddress } from "./use-address.ts";
import { useMay } from "./use-may.ts";

export default function MetadataEntryPage({ app, name }: { app: string; name: string }) {
  const { o } = useOperateTexts();
  const { get } = useAddress();
  const place = metadataPlace(get, app);
  const names = useMetadataNames(place, name);
  const mayOperate = useMay("operate");
  const list = `${operatePath("metadata")}?${new URLSearchParams({ ...place })}`;
  return (
    <OperatePage
      title={name}
      hint={o("metadata_entry_hint", { kind: o(`metadata_${place.kind}`), app: place.app })}
      back={<Link href={list}>{`‹ ${o("metadata_title")}`}</Link>}
    >
      {names.data === undefined ? (
        <Panel title={name} isBusy={names.isFetching}>
          <Loaded query={names}>{() => null}</Loaded>
        </Panel>
      ) : (
        names.data.map((entry) => (
          <Entry key={entry.category} place={place} entry={entry} mayEdit={mayOperate} isBusy={names.isFetching} />
        ))
      )}
    </OperatePage>
  );
}

interface EntryProps {
  place: MetadataPlace;
  entry: MetadataDetail;
  mayEdit: boolean;
  isBusy: boolean;
}

function Entry({ place, entry, mayEdit, isBusy }: EntryProps) {
  const { o } = useOperateTexts();
  return (
    <>
      <Panel
        title={entry.category ?? o("description")}
        isBusy={isBusy}
        tools={mayEdit && <DescribeButton place={place} entry={entry} />}
      >
        <EntryFacts entry={entry} />
      </Panel>
      <Details place={place} entry={entry} />
    </>
  );
}

function EntryFacts({ entry }: { entry: MetadataDetail }) {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const { day } = useFormats();
  const show = (value: string | null) => (value === null ? "–" : day(value));
  return (
    <>
      {entry.description ? (
        <p className={styles.description}>{entry.description}</p>
      ) : (
        <Muted>{o("not_described")}</Muted>
      )}
      <div className={styles.facts}>
        <Facts
          facts={[
            { name: o("count"), value: formats.count(entry.count) },
            { name: o("first_seen"), value: show(entry.first_day) },
            { name: o("last_seen"), value: show(entry.last_day) },
            ...(entry.sdk_names.length > 0
              ? [{ name: "SDK", value: `${entry.sdk_names.join(", ")} ${entry.sdk_versions.join(", ")}` }]
              : []),
            ...(entry.platforms.length > 0 ? [{ name: o("platforms"), value: entry.platforms.join(", ") }] : []),
          ]}
        />
      </div>
    </>
  );
}

function Details({ place, entry }: { place: MetadataPlace; entry: MetadataDetail }) {
  const { o } = useOperateTexts();
  return (
    <>
      {place.kind !== "events" && (
        <Panel title={o("types")} span={6} note={entry.drifts ? o("drifts_hint") : undefined}>
          <CountTable
            title={o("types")}
            name={o("type")}
            unit={o("count")}
            counts={entry.types.map(({ type, count }) => ({ name: type ?? "null", count }))}
          />
        </Panel>
      )}
      <Panel title={o("values")} span={6} note={o("values_note")}>
        {entry.values.length === 0 ? (
          <Message title={o("no_values")} hint={o("no_values_hint")} />
        ) : (
          <CountTable
            title={o("values")}
            name={o("value")}
            unit={o("count")}
            counts={entry.values.map(({ value, count, truncated }) => ({
              name: truncated ? `${value}…` : value,
              count,
            }))}
          />
        )}
      </Panel>
      {entry.related.length > 0 && (
        <Panel title={o(place.kind === "events" ? "its_parameters" : "its_events")} span={6}>
          <ul className={styles.related}>
            {entry.related.map((name) => (
              <li key={name}>
                <Link
                  href={`${operatePath("metadata", name)}?${new URLSearchParams({
                    app: place.app,
                    kind: place.kind === "events" ? "parameters" : "events",
                  })}`}
                >
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}
