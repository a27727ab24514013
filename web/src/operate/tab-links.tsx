import { Link } from "wouter";
import styles from "./tab-links.module.css";

export interface Tab {
  href: string;
  name: string;
  isCurrent: boolean;
}

/** Lists of one page, of which one is shown. */
export function TabLinks({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav aria-label={label} className={styles.tabs}>
      {tabs.map(({ href, name, isCurrent }) => (
        <Link key={href} href={href} aria-current={isCurrent ? "true" : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
