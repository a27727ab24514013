import { useLanguage } from "../texts/language.tsx";
import { CheckField } from "./check-field.tsx";
import type { EditorProps } from "./editor.ts";
import { EntityField } from "./entity-field.tsx";
import { MatchList } from "./match-list.tsx";
import { Part } from "./part.tsx";
import { WindowEditor } from "./window-editor.tsx";

const LEAST_STEPS = 2;

/** The steps of a funnel, the time they may take, and who is counted. */
export function FunnelEditor({ question, onChange }: EditorProps) {
  const { texts } = useLanguage();
  return (
    <>
      <Part title={texts.explore("steps")}>
        <MatchList
          name="step"
          matches={Array.isArray(question.steps) ? question.steps : []}
          onChange={(steps) => onChange({ steps })}
          pointer="/steps"
          least={LEAST_STEPS}
        />
      </Part>
      <Part title={texts.explore("within")}>
        {question.window && <WindowEditor window={question.window} onChange={(window) => onChange({ window })} />}
      </Part>
      <Part title={texts.explore("counted")}>
        <EntityField entity={question.entity} onChange={(entity) => onChange({ entity })} />
        {question.group && (
          <CheckField
            label={texts.explore("group_first_step_only")}
            isChecked={question.group_first_step_only === true}
            onChange={(isChecked) => onChange({ group_first_step_only: isChecked || undefined })}
          />
        )}
      </Part>
    </>
  );
}
