// Groups of conditions, joined by AND or OR.
import { Choice } from "../shell/choice.tsx";
import { useLanguage } from "../texts/language.tsx";
import builder from "./builder.module.css";
import { ConditionEditor } from "./condition-editor.tsx";
import { NumberField } from "./number-field.tsx";
import { MAX_ITEMS } from "./question.ts";
import { RemoveButton } from "./remove-button.tsx";
import {
  CONDITION_KINDS,
  type Condition,
  type Join,
  NEW_GROUP,
  newCondition,
  type Segment,
  type SegmentGroup,
} from "./segment.ts";
import styles from "./segment-editor.module.css";

const MAX_DAYS = 1100;

interface SegmentEditorProps {
  segment: Segment;
  onChange: (segment: Segment) => void;
  /** Other segments that conditions can refer to. */
  others: { id: string; name: string }[];
  lastDay: string;
}

export function SegmentEditor({ segment, onChange, others, lastDay }: SegmentEditorProps) {
  const { texts } = useLanguage();
  const { groups } = segment;
  const set = (changed: SegmentGroup[]) => onChange({ ...segment, groups: changed });
  return (
    <div className={styles.groups}>
      {groups.map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups have no identity but their place
        <div key={at}>
          {at > 0 && (
            <JoinChoice value={segment.operator} onChange={(operator) => onChange({ ...segment, operator })} />
          )}
          <GroupEditor
            group={group}
            onChange={(changed) => set(groups.with(at, changed))}
            pointer={`/groups/${at}`}
            number={at + 1}
            others={others}
            lastDay={lastDay}
            {...(groups.length > 1 && { onRemove: () => set(groups.toSpliced(at, 1)) })}
          />
        </div>
      ))}
      {groups.length < MAX_ITEMS && (
        <button type="button" className={builder.add} onClick={() => set([...groups, NEW_GROUP])}>
          {texts.explore("add_segment_group")}
        </button>
      )}
    </div>
  );
}

function JoinChoice({ value, onChange }: { value: Join; onChange: (join: Join) => void }) {
  const { texts } = useLanguage();
  return (
    <div className={styles.join}>
      <Choice
        label={texts.explore("join")}
        value={value}
        options={(["and", "or"] as const).map((id) => ({ id, name: texts.explore(id) }))}
        onChange={(chosen) => onChange(chosen as Join)}
        isQuiet
      />
    </div>
  );
}

interface GroupEditorProps {
  group: SegmentGroup;
  onChange: (group: SegmentGroup) => void;
  onRemove?: () => void;
  pointer: string;
  number: number;
  others: SegmentEditorProps["others"];
  lastDay: string;
}

function GroupEditor({ group, onChange, onRemove, pointer, number, others, lastDay }: GroupEditorProps) {
  const { texts } = useLanguage();
  const { conditions } = group;
  const set = (changed: Condition[]) => onChange({ ...group, conditions: changed });
  const name = texts.explore("segment_group_n", { number });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out like a row
    <div role="group" aria-label={name} className={builder.builder}>
      <div className={builder.row}>
        <RangeEditor group={group} onChange={onChange} pointer={`${pointer}/range`} lastDay={lastDay} />
        {onRemove && <RemoveButton label={texts.explore("remove_part", { label: name })} onPress={onRemove} />}
      </div>
      {conditions.map((condition, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their place
        <div key={at} className={styles.condition}>
          {at > 0 && <JoinChoice value={group.operator} onChange={(operator) => onChange({ ...group, operator })} />}
          <div className={builder.row}>
            <Choice
              label={texts.explore("condition_n", { number: at + 1 })}
              value={condition.kind}
              options={CONDITION_KINDS.map((id) => ({ id, name: texts.explore(`condition_${id}`) }))}
              onChange={(kind) => set(conditions.with(at, newCondition(kind as Condition["kind"])))}
            />
            {conditions.length > 1 && (
              <RemoveButton
                label={texts.explore("remove_condition", { number: at + 1 })}
                onPress={() => set(conditions.toSpliced(at, 1))}
              />
            )}
          </div>
          <ConditionEditor
            condition={condition}
            onChange={(changed) => set(conditions.with(at, changed))}
            pointer={`${pointer}/conditions/${at}`}
            others={others}
          />
        </div>
      ))}
      {conditions.length < MAX_ITEMS && (
        <button type="button" className={builder.add} onClick={() => set([...conditions, newCondition("done")])}>
          {texts.explore("add_condition")}
        </button>
      )}
    </div>
  );
}

function RangeEditor({ group, onChange, pointer, lastDay }: Omit<GroupEditorProps, "others" | "number" | "onRemove">) {
  const { texts } = useLanguage();
  const { range } = group;
  const kind = "last_days" in range ? "last" : "fixed";
  return (
    <>
      <Choice
        label={texts.t("date_range")}
        value={kind}
        options={(["last", "fixed"] as const).map((id) => ({ id, name: texts.explore(`range_${id}`) }))}
        onChange={(chosen) =>
          onChange({ ...group, range: chosen === "last" ? { last_days: 30 } : { from: lastDay, to: lastDay } })
        }
      />
      {"last_days" in range ? (
        <NumberField
          label={texts.explore("unit_days")}
          value={range.last_days}
          min={1}
          max={MAX_DAYS}
          onChange={(days) => onChange({ ...group, range: { last_days: days } })}
          pointer={`${pointer}/last_days`}
          isWhole
        />
      ) : (
        (["from", "to"] as const).map((end) => (
          <input
            key={end}
            type="date"
            className={styles.day}
            aria-label={texts.explore(end)}
            value={range[end]}
            max={lastDay}
            onChange={({ currentTarget: { value } }) =>
              value && onChange({ ...group, range: { ...range, [end]: value } })
            }
          />
        ))
      )}
    </>
  );
}
