import type { ReactNode } from "react";
import styles from "./message.module.css";

/** A page or part of one that has nothing to show, and says why. */
export function Message({ title, hint, children }: { title: string; hint: string; children?: ReactNode }) {
  return (
    <div className={styles.message}>
      <p className={styles.title}>{title}</p>
      <p>{hint}</p>
      {children}
    </div>
  );
}
