import type { Column, Value } from "../api/types.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import type { Drill } from "./chart-context.tsx";
import styles from "./value-button.module.css";

/** A value of a dimension: a button when a click on it drills down, plain text otherwise. */
export function ValueButton({
  column,
  value,
  drill,
  text,
}: {
  column: Column;
  value: Value;
  drill: Drill;
  text?: string;
}) {
  const { t } = useTexts();
  const formats = useFormats();
  const shown = text ?? formats.cell(value, column);
  const action = drill(column, value);
  if (action === null) return <span title={shown}>{shown}</span>;
  return (
    <button type="button" className={styles.value} title={t("filter_by", { value: shown })} onClick={action}>
      {shown}
    </button>
  );
}
