// What becomes of a request, step by step: of one that is pasted, or of a line of a raw file.
import { useState } from "react";
import { type ExplanationQuestion, useExplanation } from "../api/inspection.ts";
import { ExplainForm } from "./explain-form.tsx";
import { Loaded } from "./loaded.tsx";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { Story } from "./story.tsx";
import { useAddress } from "./use-address.ts";

export default function ExplainPage() {
  const { o } = useOperateTexts();
  const { get } = useAddress();
  // A line of a file is a link; a pasted request is personal data and stays out of the address.
  const [pasted, setPasted] = useState<ExplanationQuestion | null>(null);
  const question = pasted ?? placeOf(get("file"), get("line"));
  const explanation = useExplanation(question);
  return (
    <OperatePage title={o("explain_title")} hint={o("explain_hint")}>
      <ExplainForm onPaste={setPasted} isBusy={explanation.isFetching} />
      {question !== null && (
        <Panel title={o("story")} isBusy={explanation.isFetching}>
          <Loaded query={explanation}>{(story) => <Story entries={story} />}</Loaded>
        </Panel>
      )}
    </OperatePage>
  );
}

export function placeOf(file: string | null, line: string | null): ExplanationQuestion | null {
  const number = Number(line);
  return file && Number.isInteger(number) && number > 0 ? { file, line: number } : null;
}
