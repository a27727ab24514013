// The open selectors of tables: one set of fields for all tables of a sheet.
import { useId } from "react";
import type { Sheet } from "../api/types.ts";
import { useView } from "../state/use-view.ts";
import { useTexts } from "../texts/language.tsx";
import styles from "./sheet-fields.module.css";

export function SheetFields({ sheet }: { sheet: Sheet }) {
  const tables = sheet.charts.filter(({ kind }) => kind === "table");
  const open = tables.flatMap(({ selectors }) =>
    selectors.filter(({ values }) => values === null).map(({ name }) => name),
  );
  const names = [...new Set(open)];
  if (names.length === 0) return null;
  return (
    <div className={styles.fields}>
      {names.map((name) => (
        <SheetField key={name} name={name} />
      ))}
    </div>
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
