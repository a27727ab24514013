import type { ReactNode } from "react";
import styles from "./builder.module.css";

/** A part of the builder with its heading. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
