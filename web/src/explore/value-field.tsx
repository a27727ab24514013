// The value or values that a property is compared with.
import { Choice } from "../shell/choice.tsx";
import { useLanguage } from "../texts/language.tsx";
import { valuesOf } from "./description.ts";
import { NumberField } from "./number-field.tsx";
import type { Comparison, Scalar } from "./question.ts";
import { useQuestionPlace } from "./question-context.tsx";
import { SuggestField } from "./suggest-field.tsx";
import { ValueList } from "./value-list.tsx";

interface ValueFieldProps {
  comparison: Comparison;
  onChange: (comparison: Comparison) => void;
  pointer: string;
}

export function ValueField({ comparison, onChange, pointer }: ValueFieldProps) {
  const { texts } = useLanguage();
  const { suggestions } = useQuestionPlace();
  const { property, operator, value } = comparison;
  const label = texts.explore("value");
  const found = suggestions.properties.find(
    (one) => one.property.source === property.source && one.property.name === property.name,
  );
  const options = (found?.values ?? []).map((name) => ({ id: name, name }));
  const setValue = (chosen: Scalar) => onChange({ property, operator, value: chosen });

  switch (valuesOf(operator)) {
    case "none":
      return null;
    case "many":
      return (
        <ValueList
          label={label}
          values={(comparison.values ?? []).map(String)}
          options={options}
          onChange={(values) =>
            onChange({ property, operator, values: property.type === "number" ? values.map(Number) : values })
          }
          pointer={`${pointer}/values`}
        />
      );
    case "one":
      if (property.type === "boolean") {
        return (
          <Choice
            label={label}
            value={String(value ?? true)}
            options={["true", "false"].map((id) => ({ id, name: texts.explore(id as "true" | "false") }))}
            onChange={(chosen) => setValue(chosen === "true")}
          />
        );
      }
      if (property.type === "number") {
        return (
          <NumberField label={label} value={Number(value ?? 0)} onChange={setValue} pointer={`${pointer}/value`} />
        );
      }
      return (
        <SuggestField
          label={label}
          value={String(value ?? "")}
          options={options}
          onChange={setValue}
          placeholder={label}
          pointer={`${pointer}/value`}
          allowsOther
        />
      );
  }
}
