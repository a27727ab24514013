// Events in an order: steps of a funnel, touch points.
import { useLanguage } from "../texts/language.tsx";
import styles from "./builder.module.css";
import { MatchEditor } from "./match-editor.tsx";
import { type EventMatch, MAX_ITEMS } from "./question.ts";
import { RemoveButton } from "./remove-button.tsx";

interface MatchListProps {
  name: "step" | "touch";
  matches: EventMatch[];
  onChange: (matches: EventMatch[]) => void;
  pointer: string;
  least: number;
}

export function MatchList({ name, matches, onChange, pointer, least }: MatchListProps) {
  const { texts } = useLanguage();
  const move = (at: number) =>
    onChange(matches.toSpliced(at - 1, 2, ...[matches[at], matches[at - 1]].filter((match) => match !== undefined)));
  return (
    <ol className={styles.list}>
      {matches.map((match, at) => {
        const label = texts.explore(`${name}_n`, { number: at + 1 });
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are what stands at a place
          <li key={at}>
            <span className={styles.number} aria-hidden="true">
              {at + 1}
            </span>
            <MatchEditor
              label={label}
              match={match}
              onChange={(changed) => onChange(matches.with(at, changed))}
              pointer={`${pointer}/${at}`}
            >
              {at > 0 && (
                <button
                  type="button"
                  className={styles.remove}
                  aria-label={texts.explore("move_up", { label })}
                  title={texts.explore("move_up", { label })}
                  onClick={() => move(at)}
                >
                  ↑
                </button>
              )}
              {matches.length > least && (
                <RemoveButton
                  label={texts.explore("remove_part", { label })}
                  onPress={() => onChange(matches.toSpliced(at, 1))}
                />
              )}
            </MatchEditor>
          </li>
        );
      })}
      {matches.length < MAX_ITEMS && (
        <li>
          <button type="button" className={styles.add} onClick={() => onChange([...matches, {}])}>
            {texts.explore(`add_${name}`)}
          </button>
        </li>
      )}
    </ol>
  );
}
