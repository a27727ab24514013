import { useLanguage } from "../texts/language.tsx";
import type { Property } from "./question.ts";
import { useQuestionPlace } from "./question-context.tsx";
import { SuggestField } from "./suggest-field.tsx";

export interface PropertyFieldProps {
  label: string;
  property: Property;
  onChange: (property: Property) => void;
  pointer: string;
  /** Only properties of these types; a text can be taken as a number. */
  types?: readonly Property["type"][];
  /** Parameters of this event come first. */
  event?: string | undefined;
}

const idOf = ({ source, name }: Property): string => (name === "" ? "" : `${source}:${name}`);

/** A column of events, a parameter of events, or an attribute of users. */
export function PropertyField({ label, property, onChange, pointer, types, event }: PropertyFieldProps) {
  const { texts } = useLanguage();
  const { suggestions } = useQuestionPlace();
  const isOfEvent = (events: readonly string[]) => event !== undefined && events.includes(event);
  const fitting = suggestions.properties
    .filter((one) => types === undefined || types.includes(one.property.type))
    .sort((a, b) => Number(isOfEvent(b.events)) - Number(isOfEvent(a.events)))
    .map((one) => one.property as Property);
  const known = fitting.some((one) => idOf(one) === idOf(property)) || property.name === "";
  const all = known ? fitting : [property, ...fitting];
  return (
    <SuggestField
      label={label}
      value={idOf(property)}
      options={all.map((one) => ({
        id: idOf(one),
        name: one.name,
        note: `${texts.explore(`source_${one.source}`)} · ${texts.explore(`type_${one.type}`)}`,
      }))}
      onChange={(id) => {
        const chosen = all.find((one) => idOf(one) === id);
        if (chosen) onChange({ source: chosen.source, name: chosen.name, type: chosen.type });
      }}
      placeholder={texts.explore("choose_property")}
      pointer={pointer}
    />
  );
}
