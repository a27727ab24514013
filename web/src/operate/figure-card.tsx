import type { ReactNode } from "react";
import { Link } from "wouter";
import styles from "./figure-card.module.css";
import { Panel } from "./panel.tsx";

interface FigureCardProps {
  title: string;
  figure: ReactNode;
  /** What the figure is made of, a line each. */
  lines: ReactNode[];
  link?: { href: string; name: string };
  isBad?: boolean;
}

/** A number that somebody should know, and where to read more. */
export function FigureCard({ title, figure, lines, link, isBad = false }: FigureCardProps) {
  return (
    <Panel title={title} span={3}>
      <p className={styles.figure} data-bad={isBad ? "" : undefined}>
        {figure}
      </p>
      <ul className={styles.lines}>
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity, and their order is fixed
          <li key={at}>{line}</li>
        ))}
      </ul>
      {link && (
        <Link href={link.href} className={styles.link}>
          {link.name}
        </Link>
      )}
    </Panel>
  );
}
