// A text with suggestions that can be searched.
import { useEffect, useId, useState } from "react";
import { Button } from "react-aria-components/Button";
import { ComboBox } from "react-aria-components/ComboBox";
import { Input } from "react-aria-components/Input";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import choice from "../shell/choice.module.css";
import { useTexts } from "../texts/language.tsx";
import { useQuestionPlace } from "./question-context.tsx";
import styles from "./suggest-field.module.css";

export interface Suggestion {
  id: string;
  name: string;
  /** In small letters after the name. */
  note?: string;
}

export interface SuggestFieldProps {
  label: string;
  /** Id of a suggestion, or any text if that is allowed. Empty: nothing. */
  value: string;
  options: Suggestion[];
  onChange: (value: string) => void;
  placeholder: string;
  /** Where the field is in the question. */
  pointer: string;
  /** Otherwise only suggestions can be chosen. */
  allowsOther?: boolean;
  /** Empties the field after each choice, for lists of values. */
  isAdding?: boolean;
}

export function SuggestField(props: SuggestFieldProps) {
  const { label, value, options, onChange, placeholder, pointer, allowsOther = false, isAdding = false } = props;
  const { t } = useTexts();
  const problem = useQuestionPlace().problems.get(pointer);
  const problemId = useId();
  const shown = isAdding ? "" : (options.find(({ id }) => id === value)?.name ?? value);
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);

  const commit = (chosen: string) => {
    setText(isAdding ? "" : (options.find(({ id }) => id === chosen)?.name ?? chosen));
    if (chosen !== value || isAdding) onChange(chosen);
  };
  const commitText = () => {
    if (text === shown) return;
    const known = options.find(({ name }) => name === text);
    if (known) commit(known.id);
    else if (allowsOther) commit(text.trim());
    else setText(shown);
  };

  return (
    <div className={styles.field}>
      <ComboBox
        aria-label={label}
        defaultItems={options}
        inputValue={text}
        onInputChange={setText}
        value={isAdding ? null : value}
        onChange={(key) => key !== null && commit(String(key))}
        onBlur={commitText}
        allowsCustomValue
        menuTrigger="focus"
        {...(problem !== undefined && { "aria-describedby": problemId, isInvalid: true })}
      >
        <div className={styles.box} data-wrong={problem === undefined ? undefined : ""}>
          <Input
            className={styles.input ?? ""}
            placeholder={placeholder}
            spellCheck={false}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !event.currentTarget.getAttribute("aria-activedescendant")) commitText();
            }}
          />
          <Button className={styles.open ?? ""}>
            <span aria-hidden="true" className={choice.arrow} />
          </Button>
        </div>
        <Popover className={choice.popover ?? ""}>
          <ListBox
            className={choice.list ?? ""}
            renderEmptyState={() => <p className={choice.empty}>{t("nothing_found")}</p>}
          >
            {(option: Suggestion) => (
              <ListBoxItem id={option.id} textValue={option.name} className={choice.option ?? ""}>
                {option.name}
                {option.note && <span className={styles.note}>{option.note}</span>}
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
      {problem !== undefined && (
        <p id={problemId} className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}
