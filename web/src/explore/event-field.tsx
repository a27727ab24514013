import { useFormats, useLanguage } from "../texts/language.tsx";
import type { EventMatch } from "./question.ts";
import { useQuestionPlace } from "./question-context.tsx";
import { SuggestField } from "./suggest-field.tsx";

/** The id of “any event” in lists: no event can have this name. */
const ANY = "\u0000any";

export interface EventFieldProps {
  label: string;
  match: EventMatch;
  onChange: (match: EventMatch) => void;
  pointer: string;
}

/** The event of a match: one of those that the metadata scan has found, any other name, or any event. */
export function EventField({ label, match, onChange, pointer }: EventFieldProps) {
  const { texts } = useLanguage();
  const formats = useFormats();
  const { suggestions } = useQuestionPlace();
  const options = [
    { id: ANY, name: texts.explore("any_event") },
    ...suggestions.events.map(({ name, count }) => ({ id: name, name, note: formats.short(count) })),
  ];
  const { event: _, ...rest } = match;
  return (
    <SuggestField
      label={label}
      value={match.event ?? ANY}
      options={options}
      onChange={(event) => onChange(event === ANY || event === "" ? rest : { ...rest, event })}
      placeholder={texts.explore("choose_event")}
      pointer={`${pointer}/event`}
      allowsOther
    />
  );
}
