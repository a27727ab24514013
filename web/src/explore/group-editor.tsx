import { Choice } from "../shell/choice.tsx";
import { useLanguage } from "../texts/language.tsx";
import styles from "./builder.module.css";
import { PropertyField } from "./property-field.tsx";
import { type Grouping, NO_PROPERTY } from "./question.ts";
import { RemoveButton } from "./remove-button.tsx";

const DEFAULT_TOP = 10;
const TOPS = [3, 5, 10, 20];

interface GroupEditorProps {
  group: Grouping | undefined;
  onChange: (group: Grouping | undefined) => void;
}

/** By which property the result is split, and how many of its values are shown. */
export function GroupEditor({ group, onChange }: GroupEditorProps) {
  const { texts } = useLanguage();
  if (group === undefined) {
    return (
      <button type="button" className={styles.add} onClick={() => onChange({ property: NO_PROPERTY })}>
        {texts.explore("add_grouping")}
      </button>
    );
  }
  const top = group.top ?? DEFAULT_TOP;
  return (
    <div className={styles.row}>
      <PropertyField
        label={texts.explore("group_by")}
        property={group.property}
        onChange={(property) => onChange({ ...group, property })}
        pointer="/group/property"
      />
      <Choice
        label={texts.t("top")}
        value={String(top)}
        options={[...new Set([...TOPS, top])].map((count) => ({
          id: String(count),
          name: texts.t("top_n", { count }),
        }))}
        onChange={(chosen) => onChange({ ...group, top: Number(chosen) })}
      />
      <RemoveButton label={texts.explore("remove_grouping")} onPress={() => onChange(undefined)} />
    </div>
  );
}
