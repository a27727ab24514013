import type { Progress } from "../api/operation-types.ts";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import styles from "./progress-bar.module.css";

/** How far the step of a workflow is, how fast, and how long it will take. */
export function ProgressBar({ progress }: { progress: Progress }) {
  const { o, named } = useOperateTexts();
  const formats = useOperateFormats();
  const { workflow, step, done, total, unit, rows_per_s, eta_s } = progress;
  const name = step === null ? named("workflow", workflow) : `${named("workflow", workflow)} · ${step}`;
  const isBytes = unit === "bytes";
  const show = (value: number) => (isBytes ? formats.bytes(value) : formats.count(value));
  const parts = [
    total === 0
      ? `${show(done)}${isBytes ? "" : ` ${unit}`}`
      : `${o("done_of", { done: show(done), total: show(total) })}${isBytes ? "" : ` ${unit}`}`,
    rows_per_s !== null && rows_per_s > 0 && o("rows_per_s", { rows: formats.count(Math.round(rows_per_s)) }),
    eta_s !== null && o("time_left", { time: formats.duration(Math.ceil(eta_s)) }),
  ];
  return (
    <div className={styles.progress}>
      <strong>{name}</strong>
      <progress aria-label={name} {...(total > 0 && { value: done, max: total })} />
      <span>{parts.filter(Boolean).join(" · ")}</span>
    </div>
  );
}
