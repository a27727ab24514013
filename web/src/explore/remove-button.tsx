import styles from "./builder.module.css";

/** The small cross beside a part of a question. */
export function RemoveButton({ label, onPress }: { label: string; onPress: () => void }) {
  return (
    <button type="button" className={styles.remove} aria-label={label} title={label} onClick={onPress}>
      <svg aria-hidden="true" viewBox="0 0 12 12" width="10" height="10">
        <path d="M1.5 1.5l9 9m0-9l-9 9" stroke="currentColor" strokeWidth="1.5" />
      </svg>
    </button>
  );
}
