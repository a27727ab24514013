import { Link } from "wouter";
import type { Operation } from "../api/operation-types.ts";
import { attentionOf } from "./attention.ts";
import { FigureCard } from "./figure-card.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import styles from "./overview-page.module.css";

/** What a person should look at, with the way there. */
export function AttentionList({ operation }: { operation: Operation }) {
  const { o, plural } = useOperateTexts();
  const formats = useOperateFormats();
  const found = attentionOf(operation);
  const count = found.reduce((sum, one) => sum + one.count, 0);
  return (
    <FigureCard
      title={o("attention")}
      figure={formats.count(count)}
      isBad={count > 0}
      lines={
        found.length === 0
          ? [o("attention_none")]
          : found.map(({ kind, count, href }) => (
              <Link key={kind} href={href} className={styles.bad}>
                {plural(`attention_${kind}`, count, formats.count(count))}
              </Link>
            ))
      }
    />
  );
}
