// One condition on the events of a user.
import { Choice } from "../shell/choice.tsx";
import { useLanguage } from "../texts/language.tsx";
import { CheckField } from "./check-field.tsx";
import { MatchEditor } from "./match-editor.tsx";
import { MatchList } from "./match-list.tsx";
import { NumberField } from "./number-field.tsx";
import { PropertyField } from "./property-field.tsx";
import { NO_PROPERTY } from "./question.ts";
import {
  type Condition,
  type Done,
  MEASURE_OPERATORS,
  MEASURES,
  type Measure,
  type MeasureOperator,
  type Member,
  measuredType,
  withMeasure,
} from "./segment.ts";
import styles from "./segment-editor.module.css";
import { SuggestField } from "./suggest-field.tsx";

interface ConditionEditorProps {
  condition: Condition;
  onChange: (condition: Condition) => void;
  pointer: string;
  others: { id: string; name: string }[];
}

export function ConditionEditor({ condition, onChange, pointer, others }: ConditionEditorProps) {
  const { texts } = useLanguage();
  switch (condition.kind) {
    case "sequence":
      return (
        <>
          <MatchList
            name="step"
            matches={condition.steps}
            onChange={(steps) => onChange({ ...condition, steps })}
            pointer={`${pointer}/steps`}
            least={2}
          />
          <CheckField
            label={texts.explore("within_session")}
            isChecked={condition.within_session === true}
            onChange={(isChecked) => onChange({ ...condition, within_session: isChecked })}
          />
          <CheckField
            label={texts.explore("direct")}
            isChecked={condition.direct === true}
            onChange={(isChecked) => onChange({ ...condition, direct: isChecked })}
          />
        </>
      );
    case "segment":
      return <MemberEditor condition={condition} onChange={onChange} pointer={pointer} others={others} />;
    case "not_done":
      return (
        <MatchEditor
          label={texts.explore("condition_not_done")}
          match={condition}
          onChange={onChange}
          pointer={pointer}
        />
      );
    case "done":
      return (
        <>
          <MatchEditor
            label={texts.explore("condition_done")}
            match={condition}
            onChange={onChange}
            pointer={pointer}
          />
          <MeasureFields condition={condition} onChange={onChange} pointer={pointer} />
        </>
      );
  }
}

interface MeasureFieldsProps {
  condition: Done;
  onChange: (condition: Done) => void;
  pointer: string;
}

function MeasureFields({ condition, onChange, pointer }: MeasureFieldsProps) {
  const { texts } = useLanguage();
  const { measure = "count", operator = ">=", value = 1 } = condition;
  const type = measuredType(measure);
  return (
    <div className={styles.measure}>
      <Choice
        label={texts.explore("measure")}
        value={measure}
        options={MEASURES.map((id) => ({ id, name: texts.explore(`measure_${id}`) }))}
        onChange={(chosen) => onChange(withMeasure(condition, chosen as Measure))}
      />
      {type !== undefined && (
        <PropertyField
          label={texts.explore("property")}
          property={condition.property ?? { ...NO_PROPERTY, type }}
          onChange={(property) => onChange({ ...condition, property: { ...property, type } })}
          pointer={`${pointer}/property`}
          types={type === "number" ? ["number", "text"] : ["text"]}
          event={condition.event}
        />
      )}
      <Choice
        label={texts.explore("operator")}
        value={operator}
        options={MEASURE_OPERATORS.map((id) => ({ id, name: texts.explore(`measure_operator_${id}`) }))}
        onChange={(chosen) => {
          const { to: _, ...rest } = condition;
          const isBetween = chosen === "between";
          onChange({ ...rest, operator: chosen as MeasureOperator, value, ...(isBetween && { to: value }) });
        }}
      />
      <NumberField
        label={texts.explore("value")}
        value={value}
        onChange={(number) => onChange({ ...condition, operator, value: number })}
        pointer={`${pointer}/value`}
      />
      {operator === "between" && (
        <NumberField
          label={texts.explore("to")}
          value={condition.to ?? value}
          onChange={(to) => onChange({ ...condition, to })}
          pointer={`${pointer}/to`}
        />
      )}
    </div>
  );
}

interface MemberEditorProps {
  condition: Member;
  onChange: (condition: Member) => void;
  pointer: string;
  others: { id: string; name: string }[];
}

function MemberEditor({ condition, onChange, pointer, others }: MemberEditorProps) {
  const { texts } = useLanguage();
  return (
    <div className={styles.measure}>
      <Choice
        label={texts.explore("membership")}
        value={condition.is_member === false ? "out" : "in"}
        options={(["in", "out"] as const).map((id) => ({ id, name: texts.explore(`member_${id}`) }))}
        onChange={(chosen) => onChange({ ...condition, is_member: chosen === "in" })}
      />
      <SuggestField
        label={texts.explore("segment")}
        value={condition.segment}
        options={others}
        onChange={(segment) => onChange({ ...condition, segment })}
        placeholder={texts.explore("choose_segment")}
        pointer={`${pointer}/segment`}
      />
    </div>
  );
}
