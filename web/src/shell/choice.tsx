import { Button } from "react-aria-components/Button";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Select, SelectValue } from "react-aria-components/Select";
import styles from "./choice.module.css";

export interface Option {
  id: string;
  name: string;
}

export interface ChoiceProps {
  /** Read by screen readers; a choice on a page shows its value alone. */
  label: string;
  value: string;
  options: Option[];
  onChange: (value: string) => void;
  /** Without a border: for the controls of charts. */
  isQuiet?: boolean;
}

/** One of several values. */
export function Choice({ label, value, options, onChange, isQuiet = false }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
      className={styles.choice ?? ""}
    >
      <Button className={styles.button ?? ""} data-quiet={isQuiet ? "" : undefined}>
        <SelectValue />
        <span aria-hidden="true" className={styles.arrow} />
      </Button>
      <Popover className={styles.popover ?? ""}>
        <ListBox items={options} className={styles.list ?? ""}>
          {(option) => (
            <ListBoxItem id={option.id} className={styles.option ?? ""}>
              {option.name}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
