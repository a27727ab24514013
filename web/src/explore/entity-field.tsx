import { Choice } from "../shell/choice.tsx";
import { useLanguage } from "../texts/language.tsx";
import { ENTITIES, type Question } from "./question.ts";

interface EntityFieldProps {
  entity: Question["entity"];
  onChange: (entity: Question["entity"]) => void;
}

/** Whether users or events are counted. */
export function EntityField({ entity, onChange }: EntityFieldProps) {
  const { texts } = useLanguage();
  return (
    <Choice
      label={texts.explore("counted")}
      value={entity ?? "users"}
      options={ENTITIES.map((id) => ({ id, name: texts.explore(`entity_${id}`) }))}
      onChange={(chosen) => onChange(chosen === "events" ? "events" : undefined)}
    />
  );
}
