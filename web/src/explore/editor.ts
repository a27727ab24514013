import type { Question } from "./question.ts";

/** What the editor of each kind gets. A part that becomes undefined is left out of the question. */
export interface EditorProps {
  question: Question;
  onChange: (part: { [Key in keyof Question]?: Question[Key] | undefined }) => void;
}
