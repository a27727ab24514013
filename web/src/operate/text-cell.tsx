// Texts in tables that are longer than a number.
import styles from "./text-cell.module.css";

/** A sentence, over several lines. */
export function LongText({ children, isBad = false }: { children: string; isBad?: boolean }) {
  return (
    <span className={styles.text} data-bad={isBad ? "" : undefined}>
      {children}
    </span>
  );
}

/** A path, cut at its beginning. */
export function PathText({ children }: { children: string }) {
  return (
    <span className={styles.path} title={children}>
      <bdi>{children}</bdi>
    </span>
  );
}

export function Muted({ children }: { children: string }) {
  return <span className={styles.muted}>{children}</span>;
}
