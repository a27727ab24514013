import { Choice } from "../shell/choice.tsx";
import { useLanguage } from "../texts/language.tsx";
import styles from "./builder.module.css";
import type { EditorProps } from "./editor.ts";
import { MatchEditor } from "./match-editor.tsx";
import { Part } from "./part.tsx";
import { PropertyField } from "./property-field.tsx";
import { AGGREGATIONS, type Aggregation, MAX_ITEMS, type Metric, NO_PROPERTY, type Property } from "./question.ts";
import { RemoveButton } from "./remove-button.tsx";

/** The metrics of an event analysis. */
export function EventEditor({ question, onChange }: EditorProps) {
  const { texts } = useLanguage();
  const metrics = question.metrics ?? [];
  const set = (changed: Metric[]) => onChange({ metrics: changed });
  return (
    <Part title={texts.explore("metrics")}>
      <ol className={styles.list}>
        {metrics.map((metric, at) => {
          const label = texts.explore("metric_n", { number: at + 1 });
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: metrics are what stands at a place
            <li key={at}>
              <span className={styles.number} aria-hidden="true">
                {at + 1}
              </span>
              <MatchEditor
                label={label}
                match={metric}
                onChange={(changed) => set(metrics.with(at, changed))}
                pointer={`/metrics/${at}`}
              >
                <AggregationFields metric={metric} onChange={(changed) => set(metrics.with(at, changed))} at={at} />
                {metrics.length > 1 && (
                  <RemoveButton
                    label={texts.explore("remove_part", { label })}
                    onPress={() => set(metrics.toSpliced(at, 1))}
                  />
                )}
              </MatchEditor>
            </li>
          );
        })}
        {metrics.length < MAX_ITEMS && (
          <li>
            <button type="button" className={styles.add} onClick={() => set([...metrics, {}])}>
              {texts.explore("add_metric")}
            </button>
          </li>
        )}
      </ol>
    </Part>
  );
}

interface AggregationFieldsProps {
  metric: Metric;
  onChange: (metric: Metric) => void;
  at: number;
}

function AggregationFields({ metric, onChange, at }: AggregationFieldsProps) {
  const { texts } = useLanguage();
  const aggregation = metric.aggregation ?? "count";
  const type = typeOf(aggregation);
  return (
    <>
      <Choice
        label={texts.explore("aggregation")}
        value={aggregation}
        options={AGGREGATIONS.map((id) => ({ id, name: texts.explore(`aggregation_${id}`) }))}
        onChange={(chosen) => onChange(aggregated(metric, chosen as Aggregation))}
      />
      {type !== undefined && (
        <PropertyField
          label={texts.explore("property")}
          property={metric.property ?? { ...NO_PROPERTY, type }}
          onChange={(property) => onChange({ ...metric, property: { ...property, type } })}
          pointer={`/metrics/${at}/property`}
          types={type === "number" ? ["number", "text"] : ["text"]}
          event={metric.event}
        />
      )}
    </>
  );
}

function typeOf(aggregation: Aggregation): Property["type"] | undefined {
  if (aggregation === "count" || aggregation === "users") return undefined;
  return aggregation === "distinct" ? "text" : "number";
}

/** The property stays where it fits. */
function aggregated({ property, ...metric }: Metric, aggregation: Aggregation): Metric {
  const type = typeOf(aggregation);
  const { aggregation: _, ...rest } = metric;
  const base = aggregation === "count" ? rest : { ...rest, aggregation };
  if (type === undefined) return base;
  return { ...base, property: property?.type === type ? property : { ...NO_PROPERTY, type } };
}
