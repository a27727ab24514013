import { useLanguage } from "../texts/language.tsx";
import builder from "./builder.module.css";
import type { EditorProps } from "./editor.ts";
import { MatchEditor } from "./match-editor.tsx";
import { Part } from "./part.tsx";
import { PropertyField } from "./property-field.tsx";
import { NO_PROPERTY } from "./question.ts";
import { RemoveButton } from "./remove-button.tsx";

/** The events that begin a cohort and that count as a return. */
export function RetentionEditor({ question, onChange }: EditorProps) {
  const { texts } = useLanguage();
  const { equal } = question;
  const start = typeof question.start === "object" ? question.start : {};
  const returned = question.return ?? {};
  return (
    <>
      <Part title={texts.explore("start_event")}>
        <MatchEditor
          label={texts.explore("start_event")}
          match={start}
          onChange={(changed) => onChange({ start: changed })}
          pointer="/start"
        />
      </Part>
      <Part title={texts.explore("return_event")}>
        <MatchEditor
          label={texts.explore("return_event")}
          match={returned}
          onChange={(changed) => onChange({ return: changed })}
          pointer="/return"
        />
      </Part>
      <Part title={texts.explore("equal")}>
        {equal === undefined ? (
          <button
            type="button"
            className={builder.add}
            onClick={() => onChange({ equal: { start: NO_PROPERTY, return: NO_PROPERTY } })}
          >
            {texts.explore("add_equal")}
          </button>
        ) : (
          <div className={builder.row}>
            <PropertyField
              label={texts.explore("equal_start")}
              property={equal.start}
              onChange={(property) => onChange({ equal: { ...equal, start: property } })}
              pointer="/equal/start"
              event={start.event}
            />
            <PropertyField
              label={texts.explore("equal_return")}
              property={equal.return}
              onChange={(property) => onChange({ equal: { ...equal, return: property } })}
              pointer="/equal/return"
              types={[equal.start.type]}
              event={returned.event}
            />
            <RemoveButton label={texts.explore("remove_equal")} onPress={() => onChange({ equal: undefined })} />
          </div>
        )}
      </Part>
    </>
  );
}
