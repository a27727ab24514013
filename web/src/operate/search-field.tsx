import { useId } from "react";
import styles from "./search-field.module.css";
import { useAddress } from "./use-address.ts";

/** Text that a list is searched for; it counts when Enter is pressed or the field is left. */
export function SearchField({ label, name = "search" }: { label: string; name?: string }) {
  const { get, change } = useAddress();
  const id = useId();
  const searched = get(name) ?? "";
  const submit = (text: string) => {
    if (text.trim() !== searched) change({ [name]: text.trim() });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit(String(new FormData(event.currentTarget).get("text") ?? ""));
      }}
    >
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <input
        key={searched}
        id={id}
        type="search"
        name="text"
        className={styles.field}
        placeholder={label}
        defaultValue={searched}
        autoComplete="off"
        spellCheck={false}
        onBlur={(event) => submit(event.currentTarget.value)}
      />
    </form>
  );
}
