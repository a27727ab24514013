// Conditions joined by AND or OR, with groups in groups.
import { Choice } from "../shell/choice.tsx";
import { useLanguage } from "../texts/language.tsx";
import styles from "./builder.module.css";
import { valuesOf } from "./description.ts";
import { PropertyField } from "./property-field.tsx";
import {
  type Comparison,
  type Filter,
  type FilterGroup,
  isGroup,
  joinOf,
  makeGroup,
  NO_PROPERTY,
  OPERATORS,
  type Operator,
  type Property,
  partsOf,
} from "./question.ts";
import { RemoveButton } from "./remove-button.tsx";
import { ValueField } from "./value-field.tsx";

const MAX_LEVEL = 2;
const NEW_COMPARISON: Comparison = { property: NO_PROPERTY, operator: "=" };

export interface FilterEditorProps {
  filter: FilterGroup | undefined;
  onChange: (filter: FilterGroup | undefined) => void;
  pointer: string;
  event?: string | undefined;
}

export function FilterEditor({ filter, onChange, pointer, event }: FilterEditorProps) {
  const group = filter ?? { and: [] };
  return (
    <GroupEditor
      group={group}
      onChange={(changed) => onChange(partsOf(changed).length > 0 ? changed : undefined)}
      pointer={pointer}
      level={0}
      event={event}
    />
  );
}

interface GroupEditorProps {
  group: FilterGroup;
  onChange: (group: FilterGroup) => void;
  pointer: string;
  level: number;
  event: string | undefined;
}

function GroupEditor({ group, onChange, pointer, level, event }: GroupEditorProps) {
  const { texts } = useLanguage();
  const join = joinOf(group);
  const parts = partsOf(group);
  const set = (changed: Filter[]) => onChange(makeGroup(join, changed));
  const replace = (at: number, part: Filter) => set(parts.map((old, index) => (index === at ? part : old)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out like a row
    <div role="group" aria-label={texts.explore("conditions")} className={styles.group} data-level={level}>
      {parts.map((part, at) => {
        const place = `${pointer}/${join}/${at}`;
        const remove = () => set(parts.filter((_, index) => index !== at));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their place
          <div key={at} className={styles.condition}>
            {at === 0 ? (
              <span className={styles.join}>{texts.explore("where")}</span>
            ) : at === 1 ? (
              <Choice
                label={texts.explore("join")}
                value={join}
                options={(["and", "or"] as const).map((id) => ({ id, name: texts.explore(id) }))}
                onChange={(chosen) => onChange(makeGroup(chosen === "or" ? "or" : "and", parts))}
                isQuiet
              />
            ) : (
              <span className={styles.join}>{texts.explore(join)}</span>
            )}
            {isGroup(part) ? (
              <GroupEditor
                group={part}
                onChange={(changed) => (partsOf(changed).length > 0 ? replace(at, changed) : remove())}
                pointer={place}
                level={level + 1}
                event={event}
              />
            ) : (
              <ComparisonEditor
                comparison={part}
                onChange={(changed) => replace(at, changed)}
                pointer={place}
                event={event}
              />
            )}
            <RemoveButton label={texts.explore("remove_condition", { number: at + 1 })} onPress={remove} />
          </div>
        );
      })}
      <div className={styles.adders}>
        <button type="button" className={styles.add} onClick={() => set([...parts, NEW_COMPARISON])}>
          {texts.explore("add_condition")}
        </button>
        {parts.length > 0 && level < MAX_LEVEL && (
          <button
            type="button"
            className={styles.add}
            onClick={() => set([...parts, makeGroup(join === "and" ? "or" : "and", [NEW_COMPARISON])])}
          >
            {texts.explore("add_group")}
          </button>
        )}
      </div>
    </div>
  );
}

interface ComparisonEditorProps {
  comparison: Comparison;
  onChange: (comparison: Comparison) => void;
  pointer: string;
  event: string | undefined;
}

function ComparisonEditor({ comparison, onChange, pointer, event }: ComparisonEditorProps) {
  const { texts } = useLanguage();
  const { property, operator } = comparison;
  return (
    <div className={styles.comparison}>
      <PropertyField
        label={texts.explore("property")}
        property={property}
        onChange={(chosen) => onChange(comparedTo(chosen, operator))}
        pointer={`${pointer}/property`}
        event={event}
      />
      <Choice
        label={texts.explore("operator")}
        value={operator}
        options={operatorsOf(property).map((id) => ({ id, name: texts.explore(`operator_${id}`) }))}
        onChange={(chosen) => onChange(withOperator(comparison, chosen as Operator))}
      />
      <ValueField comparison={comparison} onChange={onChange} pointer={pointer} />
    </div>
  );
}

function operatorsOf({ type }: Property): Operator[] {
  return OPERATORS.filter((operator) => {
    if (type === "boolean") return !/[<>]|contains|in$/.test(operator);
    return type === "text" || !operator.endsWith("contains");
  });
}

/** A value of another property would make no sense. */
function comparedTo(property: Property, operator: Operator): Comparison {
  const kept = operatorsOf(property).includes(operator) ? operator : "=";
  if (valuesOf(kept) !== "one" || property.type === "text") return { property, operator: kept };
  return { property, operator: kept, value: property.type === "boolean" ? true : 0 };
}

function withOperator({ property, value, values }: Comparison, operator: Operator): Comparison {
  switch (valuesOf(operator)) {
    case "none":
      return { property, operator };
    case "many":
      return { property, operator, values: values ?? (value === undefined ? [] : [value]) };
    case "one": {
      const one = value ?? values?.[0];
      return one === undefined ? comparedTo(property, operator) : { property, operator, value: one };
    }
  }
}
