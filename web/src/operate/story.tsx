import { useState } from "react";
import type { StoryEntry } from "../api/operation-types.ts";
import button from "../explore/button.module.css";
import { ResultTable } from "../explore/result-table.tsx";
import { Message } from "../shell/message.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Tag } from "./state-tag.tsx";
import styles from "./story.module.css";
import { columnsOf, partsOf, type StoryPart } from "./story.ts";
import { LongText } from "./text-cell.tsx";

/** What happened to a request: the facts of each part, and what became of it. */
export function Story({ entries }: { entries: StoryEntry[] }) {
  const { o } = useOperateTexts();
  if (entries.length === 0) return <Message title={o("no_story")} hint={o("no_story_hint")} />;
  return (
    <ol className={styles.story}>
      {partsOf(entries).map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts are replaced as a whole
        <Part key={at} part={part} />
      ))}
    </ol>
  );
}

function Part({ part }: { part: StoryPart }) {
  const { o } = useOperateTexts();
  return (
    <li data-kind={part.kind}>
      <h3>
        {part.title ?? o(`story_${part.kind}`)}
        {part.outcome && <Tag tone={part.outcome === "stored" ? "good" : "bad"}>{o(`outcome_${part.outcome}`)}</Tag>}
      </h3>
      <dl>
        {part.entries.map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries are replaced as a whole
          <Entry key={at} entry={entry} />
        ))}
      </dl>
    </li>
  );
}

function Entry({ entry }: { entry: StoryEntry }) {
  const { o } = useOperateTexts();
  const [isOpen, setOpen] = useState(false);
  if (entry.kind === "stored" && entry.row !== null) {
    return (
      <div>
        <dt>{o("stored")}</dt>
        <dd>
          {entry.text}{" "}
          <button
            type="button"
            className={button.button}
            data-small
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {o(isOpen ? "hide_row" : "show_row")}
          </button>
          {isOpen && (
            <ResultTable
              title={o("stored")}
              columns={[{ name: o("column") }, { name: o("value") }]}
              rows={columnsOf(entry.row).map(([name, value]) => ({
                key: name,
                cells: [name, <LongText key="value">{value}</LongText>],
              }))}
            />
          )}
        </dd>
      </div>
    );
  }
  const isRejected = entry.kind === "rejected";
  return (
    <div data-bad={isRejected ? "" : undefined}>
      <dt>{isRejected ? o("rejected_as", { reason: entry.name ?? "" }) : entry.name}</dt>
      <dd>{entry.text}</dd>
    </div>
  );
}
