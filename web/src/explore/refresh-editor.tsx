// When a segment is computed again: by hand, or on a schedule until a day.
import { Choice } from "../shell/choice.tsx";
import { useLanguage } from "../texts/language.tsx";
import builder from "./builder.module.css";
import { Part } from "./part.tsx";
import { useQuestionPlace } from "./question-context.tsx";
import type { Refresh } from "./segment.ts";
import styles from "./segment-editor.module.css";

/** At four o'clock the day before is in the metrics, and hardly anybody works. */
const USUAL = { day: "cron(0 4 * * ? *)", week: "cron(0 4 ? * 2 *)" } as const;
const KINDS = ["hand", "day", "week", "own"] as const;
type Kind = (typeof KINDS)[number];
const OWN = "rate(6 hours)";

interface RefreshEditorProps {
  refresh: Refresh | undefined;
  onChange: (refresh: Refresh | undefined) => void;
}

export function RefreshEditor({ refresh, onChange }: RefreshEditorProps) {
  const { texts } = useLanguage();
  const { problems } = useQuestionPlace();
  const problem = problems.get("/refresh/schedule");
  const choose = (kind: Kind) => {
    if (kind === "hand") return onChange(undefined);
    onChange({ ...refresh, schedule: kind === "own" ? OWN : USUAL[kind] });
  };
  return (
    <Part title={texts.explore("refresh_title")}>
      <div className={builder.row}>
        <Choice
          label={texts.explore("refresh_title")}
          value={kindOf(refresh)}
          options={KINDS.map((id) => ({ id, name: texts.explore(`refresh_${id}`) }))}
          onChange={(kind) => choose(kind as Kind)}
        />
        {refresh && kindOf(refresh) === "own" && (
          <input
            type="text"
            className={styles.day}
            aria-label={texts.explore("refresh_schedule")}
            aria-invalid={problem !== undefined}
            value={refresh.schedule}
            onChange={({ currentTarget: { value } }) => onChange({ ...refresh, schedule: value })}
          />
        )}
        {refresh && (
          <label className={styles.until}>
            {texts.explore("refresh_until")}
            <input
              type="date"
              className={styles.day}
              value={refresh.until ?? ""}
              onChange={({ currentTarget: { value } }) =>
                onChange({ schedule: refresh.schedule, ...(value && { until: value }) })
              }
            />
          </label>
        )}
      </div>
      {problem !== undefined && <p role="alert">{problem}</p>}
    </Part>
  );
}

function kindOf(refresh: Refresh | undefined): Kind {
  if (refresh === undefined) return "hand";
  return (["day", "week"] as const).find((kind) => USUAL[kind] === refresh.schedule) ?? "own";
}
