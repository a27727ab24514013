import { useRunNow } from "../api/operation.ts";
import { ActionButton } from "./action-button.tsx";
import { type OperateKey, useOperateTexts } from "./operate-texts.ts";

/** What each workflow does; of one that a newer server has, only that it runs. */
const EFFECTS: Record<string, OperateKey> = {
  process: "effect_process",
  load: "effect_load",
  models: "effect_models",
  metadata: "effect_metadata",
  expiry: "effect_expiry",
  segments: "effect_segments",
};

interface RunNowButtonProps {
  workflow: string;
  isRunning: boolean;
  /** One more, where a page is about a part of the workflow. */
  effect?: OperateKey;
  look?: "small" | "plain";
}

/** Starts a workflow now instead of at its next time. */
export function RunNowButton({ workflow, isRunning, effect: more, look = "small" }: RunNowButtonProps) {
  const { o, named } = useOperateTexts();
  const change = useRunNow(workflow);
  const name = named("workflow", workflow);
  const effect = EFFECTS[workflow];
  return (
    <ActionButton
      name={look === "plain" ? o("run_now_of", { workflow: name }) : o("run_now")}
      label={o("run_now_of", { workflow: name })}
      title={o("run_now_title", { workflow: name })}
      effects={[
        ...(effect ? [o(effect)] : []),
        ...(more ? [o(more)] : []),
        o(isRunning ? "effect_run_after" : "effect_run_soon"),
      ]}
      input={undefined}
      change={change}
      look={look}
      outcome={() => o("run_asked", { workflow: name })}
    />
  );
}
