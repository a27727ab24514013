import { useOperateTexts } from "./operate-texts.ts";
import styles from "./state-tag.module.css";
import { type Tone, toneOf } from "./states.ts";

/** Tones differ in shape, too, for readers who do not see colours. */
const SHAPES: Record<Tone, string> = {
  good: "M2.5 6.5l2.5 2.5 4.5-5.5",
  busy: "M3.5 2.5l6 3.5-6 3.5z",
  waiting: "M6 3v3l2 1.5",
  bad: "M3 3l6 6M9 3l-6 6",
  quiet: "M3 6h6",
};

/** The state of something, as a word with a sign. */
export function StateTag({ state, group = "state" }: { state: string; group?: "state" | "outcome" }) {
  const { named } = useOperateTexts();
  return <Tag tone={toneOf(state)}>{named(group, state)}</Tag>;
}

export function Tag({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={styles.tag} data-tone={tone}>
      <svg aria-hidden="true" viewBox="0 0 12 12" width="12" height="12">
        {tone === "waiting" && <circle cx="6" cy="6" r="5" />}
        <path d={SHAPES[tone]} />
      </svg>
      {children}
    </span>
  );
}
