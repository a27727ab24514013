// Texts in tables that are longer than a number.
import styles from "./text-cell.module.css";

/** A sentence, over several lines. Names that it has in backticks are set as code. */
export function LongText({ children, isBad = false }: { children: string; isBad?: boolean }) {
  return (
    <span className={styles.text} data-bad={isBad ? "" : undefined}>
      <MarkedText>{children}</MarkedText>
    </span>
  );
}

export function MarkedText({ children }: { children: string }) {
  // Every second part was between two backticks.
  // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity, and are replaced as a whole
  return children.split("`").map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
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
