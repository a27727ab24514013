import { Choice } from "../shell/choice.tsx";
import { useLanguage } from "../texts/language.tsx";
import builder from "./builder.module.css";
import { CheckField } from "./check-field.tsx";
import type { EditorProps } from "./editor.ts";
import { EntityField } from "./entity-field.tsx";
import { NumberField } from "./number-field.tsx";
import { Part } from "./part.tsx";
import { NODES, type Question } from "./question.ts";
import { useQuestionPlace } from "./question-context.tsx";
import { SuggestField } from "./suggest-field.tsx";
import { ValueList } from "./value-list.tsx";

const DEFAULT_STEPS = 5;
const DEFAULT_GAP_MINUTES = 30;
const MINUTE = 60;

/** Columns of the event view that the nodes of paths are. */
const COLUMNS: Record<NonNullable<Question["node"]>, string> = {
  event_name: "event_name",
  screen_name: "screen_view_screen_name",
  screen_class: "screen_view_screen_id",
  page_title: "page_view_page_title",
  page_url: "page_view_page_url",
};

/** What the nodes of paths are, where paths begin, and how long they are. */
export function PathEditor({ question, onChange }: EditorProps) {
  const { texts } = useLanguage();
  const node = question.node ?? "event_name";
  const options = useNodes(node);
  const nodes = question.nodes ?? [];
  return (
    <>
      <Part title={texts.explore("node")}>
        <Choice
          label={texts.explore("node")}
          value={node}
          options={NODES.map((id) => ({ id, name: texts.explore(`node_${id}`) }))}
          onChange={(chosen) =>
            onChange({ node: chosen as NonNullable<Question["node"]>, start: undefined, nodes: undefined })
          }
        />
        <CheckField
          label={texts.explore("merge_repeats")}
          isChecked={question.merge_repeats === true}
          onChange={(isChecked) => onChange({ merge_repeats: isChecked || undefined })}
        />
      </Part>
      <Part title={texts.explore("path_start")}>
        <SuggestField
          label={texts.explore("path_start")}
          value={typeof question.start === "string" ? question.start : ""}
          options={options}
          onChange={(start) => onChange({ start: start || undefined })}
          placeholder={texts.explore("path_start_session")}
          pointer="/start"
          allowsOther
        />
      </Part>
      <Part title={texts.explore("chosen_nodes")}>
        <ValueList
          label={texts.explore("chosen_nodes")}
          values={nodes}
          options={options}
          onChange={(chosen) => onChange({ nodes: chosen.length > 0 ? chosen : undefined })}
          pointer="/nodes"
        />
        {nodes.length > 0 && (
          <CheckField
            label={texts.explore("drop_others")}
            isChecked={question.drop_others === true}
            onChange={(isChecked) => onChange({ drop_others: isChecked || undefined })}
          />
        )}
      </Part>
      <Part title={texts.explore("path_sessions")}>
        <div className={builder.row}>
          <Choice
            label={texts.explore("path_sessions")}
            value={question.gap_seconds === undefined ? "id" : "gap"}
            options={(["id", "gap"] as const).map((id) => ({ id, name: texts.explore(`sessions_by_${id}`) }))}
            onChange={(by) => onChange({ gap_seconds: by === "gap" ? DEFAULT_GAP_MINUTES * MINUTE : undefined })}
          />
          {question.gap_seconds !== undefined && (
            <NumberField
              label={texts.explore("gap_minutes")}
              value={question.gap_seconds / MINUTE}
              min={1}
              max={1440}
              onChange={(minutes) => onChange({ gap_seconds: Math.round(minutes * MINUTE) })}
              pointer="/gap_seconds"
              isWhole
            />
          )}
        </div>
      </Part>
      <Part title={texts.explore("path_length")}>
        <NumberField
          label={texts.explore("path_length")}
          value={typeof question.steps === "number" ? question.steps : DEFAULT_STEPS}
          min={2}
          max={20}
          onChange={(steps) => onChange({ steps })}
          pointer="/steps"
          isWhole
        />
      </Part>
      <Part title={texts.explore("counted")}>
        <EntityField entity={question.entity} onChange={(entity) => onChange({ entity })} />
      </Part>
    </>
  );
}

/** The most frequent nodes as suggestions. */
function useNodes(node: NonNullable<Question["node"]>) {
  const { suggestions } = useQuestionPlace();
  const names =
    node === "event_name"
      ? suggestions.events.map(({ name }) => name)
      : (suggestions.properties.find(({ property }) => property.name === COLUMNS[node])?.values ?? []);
  return names.map((name) => ({ id: name, name }));
}
