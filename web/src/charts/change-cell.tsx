import { useFormats } from "../texts/language.tsx";
import styles from "./change-cell.module.css";

/** How much a value differs from that of the compared range; a dash when there is nothing to compare it with. */
export function ChangeCell({ change }: { change: number | null }) {
  const formats = useFormats();
  return <td className={styles.change}>{change === null ? "–" : formats.change(change)}</td>;
}
