import { Choice } from "../shell/choice.tsx";
import { useLanguage } from "../texts/language.tsx";
import builder from "./builder.module.css";
import type { EditorProps } from "./editor.ts";
import { MatchEditor } from "./match-editor.tsx";
import { MatchList } from "./match-list.tsx";
import { Part } from "./part.tsx";
import { PropertyField } from "./property-field.tsx";
import { MODELS, NO_PROPERTY, type Question } from "./question.ts";
import { RemoveButton } from "./remove-button.tsx";
import { WindowEditor } from "./window-editor.tsx";

/** The goal, what may have led to it, and how its value is shared. */
export function AttributionEditor({ question, onChange }: EditorProps) {
  const { texts } = useLanguage();
  const goal = question.goal ?? {};
  return (
    <>
      <Part title={texts.explore("goal")}>
        <MatchEditor
          label={texts.explore("goal")}
          match={goal}
          onChange={(changed) => onChange({ goal: changed })}
          pointer="/goal"
        />
        {question.value === undefined ? (
          <button
            type="button"
            className={builder.add}
            onClick={() => onChange({ value: { ...NO_PROPERTY, type: "number" } })}
          >
            {texts.explore("add_goal_value")}
          </button>
        ) : (
          <div className={builder.row}>
            <PropertyField
              label={texts.explore("goal_value")}
              property={question.value}
              onChange={(property) => onChange({ value: { ...property, type: "number" } })}
              pointer="/value"
              types={["number", "text"]}
              event={goal.event}
            />
            <RemoveButton label={texts.explore("remove_goal_value")} onPress={() => onChange({ value: undefined })} />
          </div>
        )}
      </Part>
      <Part title={texts.explore("touches")}>
        <MatchList
          name="touch"
          matches={question.touches ?? []}
          onChange={(touches) => onChange({ touches })}
          pointer="/touches"
          least={1}
        />
      </Part>
      <Part title={texts.explore("window")}>
        {question.window && (
          <WindowEditor window={question.window} onChange={(window) => onChange({ window })} maySession />
        )}
      </Part>
      <Part title={texts.explore("model")}>
        <Choice
          label={texts.explore("model")}
          value={question.model ?? "last"}
          options={MODELS.map((id) => ({ id, name: texts.explore(`model_${id}`) }))}
          onChange={(model) => onChange({ model: model as NonNullable<Question["model"]> })}
        />
      </Part>
    </>
  );
}
