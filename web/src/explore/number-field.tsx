import { useEffect, useId, useState } from "react";
import styles from "./number-field.module.css";
import { useQuestionPlace } from "./question-context.tsx";

interface NumberFieldProps {
  label: string;
  value: number;
  onChange: (value: number) => void;
  pointer: string;
  min?: number;
  max?: number;
  isWhole?: boolean;
}

/** A number, which counts when the field is left or Enter is pressed. What is no number in the range is taken back. */
export function NumberField({ label, value, onChange, pointer, min, max, isWhole = false }: NumberFieldProps) {
  const problem = useQuestionPlace().problems.get(pointer);
  const problemId = useId();
  const [text, setText] = useState(String(value));
  useEffect(() => setText(String(value)), [value]);

  const commit = () => {
    const number = Number(text);
    const fits =
      text.trim() !== "" &&
      Number.isFinite(number) &&
      (!isWhole || Number.isInteger(number)) &&
      number >= (min ?? number) &&
      number <= (max ?? number);
    if (!fits) setText(String(value));
    else if (number !== value) onChange(number);
  };

  return (
    <div>
      <input
        type="number"
        className={styles.number}
        aria-label={label}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : problemId}
        value={text}
        min={min}
        max={max}
        step={isWhole ? 1 : "any"}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === "Enter" && commit()}
      />
      {problem !== undefined && (
        <p id={problemId} className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}
