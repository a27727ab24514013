import { type ReactNode, useId } from "react";
import card from "../charts/chart-card.module.css";
import styles from "./panel.module.css";

interface PanelProps {
  title: string;
  /** How many of the twelve columns it takes. */
  span?: number;
  tools?: ReactNode;
  note?: ReactNode;
  isBusy?: boolean;
  children: ReactNode;
}

/** A part of a page with its heading, in the form of the charts' cards. What scrolls in it is a region of its own. */
export function Panel({ title, span = 12, tools, note, isBusy = false, children }: PanelProps) {
  const heading = useId();
  return (
    <article
      className={`${card.card} ${styles.panel}`}
      aria-labelledby={heading}
      aria-busy={isBusy}
      style={{ "--span": span, "--rows": 1 } as React.CSSProperties}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        {tools}
      </header>
      {note && <p className={styles.note}>{note}</p>}
      {children}
    </article>
  );
}
