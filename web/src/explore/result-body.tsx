import { lazy, Suspense } from "react";
import type { AnalysisResult } from "../api/types.ts";
import { DrawingBoundary } from "../charts/chart-state.tsx";
import { AttributionResult } from "./attribution-result.tsx";
import { EventResult, FORMS } from "./event-result.tsx";
import { FunnelResult } from "./funnel-result.tsx";
import { RetentionResult } from "./retention-result.tsx";

const PathResult = lazy(() => import("./path-result.tsx").then(({ PathResult: page }) => ({ default: page })));

interface ResultBodyProps {
  result: AnalysisResult;
  form: string | null;
  onForm: (form: string) => void;
}

/** A result in the form of its kind; one that cannot be shown fails alone. */
export function ResultBody(props: ResultBodyProps) {
  return (
    <DrawingBoundary key={props.result.sql}>
      <Result {...props} />
    </DrawingBoundary>
  );
}

function Result({ result, form, onForm }: ResultBodyProps) {
  switch (result.kind) {
    case "funnel":
      return <FunnelResult result={result} />;
    case "path":
      return (
        <Suspense>
          <PathResult result={result} form={form} onForm={onForm} />
        </Suspense>
      );
    case "retention":
      return <RetentionResult result={result} form={form} onForm={onForm} />;
    case "attribution":
      return <AttributionResult result={result} />;
    default:
      return <EventResult result={result} form={FORMS.find((known) => known === form) ?? "line"} />;
  }
}
