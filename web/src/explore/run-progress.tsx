import { useEffect, useState } from "react";
import type { QueryReport } from "../api/types.ts";
import { useFormats, useLanguage } from "../texts/language.tsx";
import styles from "./run-progress.module.css";

/** Short queries come and go without a word. */
const PATIENCE_S = 1;

/** How long a query has been running, and a way to end it. The program cannot know how much is left. */
export function RunProgress({ state, onCancel }: { state: QueryReport["state"] | null; onCancel: () => void }) {
  const { texts } = useLanguage();
  const formats = useFormats();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((old) => old + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  const text = texts.explore(state === "waiting" ? "waiting" : "running");
  return (
    <div className={styles.progress}>
      <progress aria-label={text} />
      <span role="status">{text}</span>
      {seconds >= PATIENCE_S && <span>{formats.measure(seconds, "seconds")}</span>}
      <button type="button" onClick={onCancel}>
        {texts.explore("cancel")}
      </button>
    </div>
  );
}
