import { useFormats, useTexts } from "../texts/language.tsx";

/** The relative change to the compared range; nothing where there is none. */
export function Change({ value, before }: { value: number | null; before: number | null }) {
  const formats = useFormats();
  const { t } = useTexts();
  if (value === null || before === null || before === 0) return <>–</>;
  return (
    <span title={t("previous_value", { value: formats.measure(before) })}>{formats.change(value / before - 1)}</span>
  );
}
