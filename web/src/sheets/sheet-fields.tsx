// What restricts tables of events: minutes, and their open selectors. One set of fields for all tables of a sheet.
import { useId } from "react";
import type { Sheet } from "../api/types.ts";
import type { DayRange } from "../state/date-range.ts";
import { useView } from "../state/use-view.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import styles from "./sheet-fields.module.css";

export function SheetFields({ sheet, range }: { sheet: Sheet; range: DayRange }) {
  const tables = sheet.charts.filter(({ kind }) => kind === "table");
  const open = tables.flatMap(({ selectors }) =>
    selectors.filter(({ values }) => values === null).map(({ name }) => name),
  );
  const names = [...new Set(open)];
  if (names.length === 0) return null;
  return (
    <div className={styles.fields}>
      <TimeField end="from" day={range.from.toString()} />
      <TimeField end="to" day={range.to.toString()} />
      {names.map((name) => (
        <SheetField key={name} name={name} />
      ))}
    </div>
  );
}

/** The first or the last minute of the range; without it the day counts as a whole. */
function TimeField({ end, day }: { end: "from" | "to"; day: string }) {
  const [view, change] = useView();
  const { t } = useTexts();
  const formats = useFormats();
  const id = useId();
  const chosen = view.times[end] ?? "";
  const submit = (text: string) => {
    if (text !== chosen) change({ times: { ...view.times, [end]: text === "" ? null : text } });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit(String(new FormData(event.currentTarget).get("time") ?? ""));
      }}
    >
      <label htmlFor={id}>{t(`time_${end}`, { day: formats.shortDay(day) })}</label>
      <input
        key={chosen}
        id={id}
        name="time"
        type="time"
        defaultValue={chosen}
        onBlur={(event) => submit(event.currentTarget.value)}
      />
    </form>
  );
}

function SheetField({ name }: { name: string }) {
  const [view, change] = useView();
  const texts = useTexts();
  const id = useId();
  const chosen = (view.selectors[name] ?? []).join(", ");
  const submit = (text: string) => {
    const values = text
      .split(",")
      .map((value) => value.trim())
      .filter((value) => value !== "");
    if (values.join(", ") !== chosen) change({ selectors: { ...view.selectors, [name]: values } });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit(String(new FormData(event.currentTarget).get("value") ?? ""));
      }}
    >
      <label htmlFor={id}>{texts.selector(name)}</label>
      <input
        key={chosen}
        id={id}
        name="value"
        defaultValue={chosen}
        placeholder={texts.t("any")}
        autoComplete="off"
        spellCheck={false}
        onBlur={(event) => submit(event.currentTarget.value)}
      />
    </form>
  );
}
