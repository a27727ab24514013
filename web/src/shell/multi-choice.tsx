import { Autocomplete, useFilter } from "react-aria-components/Autocomplete";
import { Button } from "react-aria-components/Button";
import { Dialog, DialogTrigger } from "react-aria-components/Dialog";
import { Input } from "react-aria-components/Input";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { SearchField } from "react-aria-components/SearchField";
import { useTexts } from "../texts/language.tsx";
import styles from "./choice.module.css";
import type { Option } from "./choice.tsx";

export interface MultiChoiceProps {
  label: string;
  /** What the button says when nothing is chosen. */
  all: string;
  options: Option[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
  isQuiet?: boolean;
}

const SEARCHABLE = 8;

/** Any number of values; none means no restriction. Long lists can be searched. */
export function MultiChoice({ label, all, options, chosen, onChange, isQuiet = false }: MultiChoiceProps) {
  const { t } = useTexts();
  const { contains } = useFilter({ sensitivity: "base" });
  const names = chosen.map((id) => options.find((option) => option.id === id)?.name ?? id);
  const text =
    names.length === 0 ? all : names.length === 1 ? names[0] : `${label}: ${t("n_chosen", { count: names.length })}`;

  const isSearchable = options.length > SEARCHABLE;

  const list = (
    <ListBox
      aria-label={label}
      autoFocus={!isSearchable}
      items={options}
      selectionMode="multiple"
      escapeKeyBehavior="none"
      selectedKeys={chosen}
      onSelectionChange={(keys) =>
        onChange(keys === "all" ? [] : options.map(({ id }) => id).filter((id) => keys.has(id)))
      }
      className={styles.list ?? ""}
      renderEmptyState={() => <p className={styles.empty}>{t("nothing_found")}</p>}
    >
      {(option) => (
        <ListBoxItem id={option.id} textValue={option.name} className={styles.option ?? ""}>
          {option.name}
        </ListBoxItem>
      )}
    </ListBox>
  );

  return (
    <DialogTrigger>
      <Button
        className={styles.button ?? ""}
        aria-label={`${label}: ${text}`}
        data-quiet={isQuiet ? "" : undefined}
        data-set={chosen.length > 0 ? "" : undefined}
      >
        <span>{text}</span>
        <span aria-hidden="true" className={styles.arrow} />
      </Button>
      <Popover className={styles.popover ?? ""}>
        <Dialog aria-label={label}>
          {isSearchable ? (
            <Autocomplete filter={contains}>
              <SearchField aria-label={t("search")} autoFocus>
                <Input className={styles.search ?? ""} placeholder={t("search")} />
              </SearchField>
              {list}
            </Autocomplete>
          ) : (
            list
          )}
          {chosen.length > 0 && (
            <Button className={styles.clear ?? ""} onPress={() => onChange([])}>
              {t("clear")}
            </Button>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
