import { Choice } from "../shell/choice.tsx";
import { useLanguage } from "../texts/language.tsx";
import styles from "./builder.module.css";
import { NumberField } from "./number-field.tsx";
import { DAY_SECONDS, type Window } from "./question.ts";

const UNITS = { minutes: 60, hours: 3_600, days: DAY_SECONDS } as const;
type Unit = keyof typeof UNITS;
const MAX_SECONDS = 366 * DAY_SECONDS;

interface WindowEditorProps {
  window: Window;
  onChange: (window: Window) => void;
  maySession?: boolean;
}

/** How far apart events may be that belong together. */
export function WindowEditor({ window, onChange, maySession = false }: WindowEditorProps) {
  const { texts } = useLanguage();
  const kinds = (["duration", "day", "session"] as const).filter((kind) => kind !== "session" || maySession);
  const unit = window.kind === "duration" ? unitOf(window.seconds) : "days";
  return (
    <div className={styles.row}>
      <Choice
        label={texts.explore("window")}
        value={window.kind}
        options={kinds.map((id) => ({ id, name: texts.explore(`window_${id}`) }))}
        onChange={(kind) => onChange(kind === "duration" ? { kind, seconds: DAY_SECONDS } : ({ kind } as Window))}
      />
      {window.kind === "duration" && (
        <>
          <NumberField
            label={texts.explore("window_length")}
            value={window.seconds / UNITS[unit]}
            min={1}
            max={MAX_SECONDS / UNITS[unit]}
            onChange={(length) => onChange({ kind: "duration", seconds: Math.round(length * UNITS[unit]) })}
            pointer="/window/seconds"
            isWhole
          />
          <Choice
            label={texts.explore("unit")}
            value={unit}
            options={(Object.keys(UNITS) as Unit[]).map((id) => ({ id, name: texts.explore(`unit_${id}`) }))}
            onChange={(chosen) => {
              const seconds = (window.seconds / UNITS[unit]) * UNITS[chosen as Unit];
              onChange({ kind: "duration", seconds: Math.min(seconds, MAX_SECONDS) });
            }}
          />
        </>
      )}
    </div>
  );
}

/** The largest unit of which the duration is a multiple; odd seconds are shown as minutes. */
function unitOf(seconds: number): Unit {
  if (seconds % UNITS.days === 0) return "days";
  return seconds % UNITS.hours === 0 ? "hours" : "minutes";
}
