import type { ReactNode } from "react";
import { useLanguage } from "../texts/language.tsx";
import styles from "./builder.module.css";
import { EventField } from "./event-field.tsx";
import { FilterEditor } from "./filter-editor.tsx";
import type { EventMatch } from "./question.ts";

interface MatchEditorProps<Match extends EventMatch> {
  label: string;
  match: Match;
  onChange: (match: Match) => void;
  pointer: string;
  /** Beside the event: what is counted, a button that removes it. */
  children?: ReactNode;
}

/** An event and its own conditions. */
export function MatchEditor<Match extends EventMatch>(props: MatchEditorProps<Match>) {
  const { label, match, onChange, pointer, children } = props;
  const { texts } = useLanguage();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out like a row
    <div role="group" aria-label={label} className={styles.match}>
      <div className={styles.row}>
        <EventField
          label={texts.explore("event_of", { label })}
          match={match}
          onChange={(changed) => onChange(changed as Match)}
          pointer={pointer}
        />
        {children}
      </div>
      <FilterEditor
        filter={match.filter}
        onChange={(filter) => {
          const { filter: _, ...rest } = match;
          onChange((filter ? { ...rest, filter } : rest) as Match);
        }}
        pointer={`${pointer}/filter`}
        event={match.event}
      />
    </div>
  );
}
