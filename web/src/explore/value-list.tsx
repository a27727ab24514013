import { useLanguage } from "../texts/language.tsx";
import { SuggestField, type Suggestion } from "./suggest-field.tsx";
import styles from "./value-list.module.css";

interface ValueListProps {
  label: string;
  values: string[];
  options: Suggestion[];
  onChange: (values: string[]) => void;
  pointer: string;
}

/** Several texts: each can be removed, and the field after them adds one. */
export function ValueList({ label, values, options, onChange, pointer }: ValueListProps) {
  const { texts } = useLanguage();
  return (
    <div className={styles.list}>
      {values.map((value) => (
        <span key={value} className={styles.value}>
          {value}
          <button
            type="button"
            aria-label={texts.explore("remove_value", { value })}
            onClick={() => onChange(values.filter((other) => other !== value))}
          >
            ×
          </button>
        </span>
      ))}
      <SuggestField
        label={label}
        value=""
        options={options.filter(({ id }) => !values.includes(id))}
        onChange={(value) => value !== "" && !values.includes(value) && onChange([...values, value])}
        placeholder={texts.explore("add_value")}
        pointer={pointer}
        allowsOther
        isAdding
      />
    </div>
  );
}
