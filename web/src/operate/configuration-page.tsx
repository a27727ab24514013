// The configuration as it is in force, with the origin of each value. Secrets are masked by the server.
import { useConfiguration } from "../api/inspection.ts";
import type { ConfigurationKey } from "../api/operation-types.ts";
import { ResultTable } from "../explore/result-table.tsx";
import { Choice } from "../shell/choice.tsx";
import { Message } from "../shell/message.tsx";
import { isShown, ORIGINS, sectionsOf } from "./configuration.ts";
import styles from "./configuration-page.module.css";
import { Loaded } from "./loaded.tsx";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { SearchField } from "./search-field.tsx";
import { LongText, Muted } from "./text-cell.tsx";
import { useAddress } from "./use-address.ts";

export default function ConfigurationPage() {
  const { o, named } = useOperateTexts();
  const { get, change } = useAddress();
  const configuration = useConfiguration();
  const search = get("search") ?? "";
  const origin = get("origin");
  const sections = sectionsOf((configuration.data?.keys ?? []).filter((key) => isShown(key, search, origin)));
  return (
    <OperatePage
      title={o("configuration_title")}
      hint={o("configuration_hint", { file: configuration.data?.file ?? "–" })}
      tools={
        <>
          <SearchField label={o("search_keys")} />
          <Choice
            label={o("origin")}
            value={origin ?? ""}
            options={[
              { id: "", name: o("all_origins") },
              { id: "set", name: o("only_set") },
              ...ORIGINS.map((one) => ({ id: one, name: named("origin", one) })),
            ]}
            onChange={(chosen) => change({ origin: chosen })}
          />
        </>
      }
    >
      {configuration.data === undefined || sections.length === 0 ? (
        <Panel title={o("configuration_title")} isBusy={configuration.isFetching}>
          <Loaded query={configuration}>
            {() => <Message title={o("nothing_matches")} hint={o("nothing_matches_hint")} />}
          </Loaded>
        </Panel>
      ) : (
        sections.map(({ name, keys }) => (
          <Panel key={name} title={name === "" ? o("top_keys") : name}>
            <KeyTable title={name === "" ? o("top_keys") : name} keys={keys} />
          </Panel>
        ))
      )}
    </OperatePage>
  );
}

function KeyTable({ title, keys }: { title: string; keys: ConfigurationKey[] }) {
  const { o, named } = useOperateTexts();
  return (
    <ResultTable
      title={title}
      columns={[{ name: o("key") }, { name: o("value") }, { name: o("origin") }, { name: o("meaning") }]}
      rows={keys.map(({ key, value, origin, default: usual, line, description, secret }) => ({
        key,
        cells: [
          <code key="key" className={styles.key}>
            {key}
          </code>,
          <span key="value" className={styles.value}>
            {secret && value !== "" ? o("secret") : value === "" ? <Muted>{o("unset")}</Muted> : value}
            {origin !== "default" && usual !== "" && usual !== value && (
              <small>{o("default_is", { value: usual })}</small>
            )}
          </span>,
          <span key="origin" className={styles.origin} data-set={origin === "default" ? undefined : ""}>
            {line === null ? named("origin", origin) : o("origin_line", { origin: named("origin", origin), line })}
          </span>,
          <LongText key="meaning">{description}</LongText>,
        ],
      }))}
    />
  );
}
