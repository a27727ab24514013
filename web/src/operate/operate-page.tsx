import type { ReactNode } from "react";
import heading from "../sheets/sheet-page.module.css";
import { useTexts } from "../texts/language.tsx";
import { useLive } from "./live-context.tsx";
import styles from "./operate-page.module.css";
import { useOperateTexts } from "./operate-texts.ts";
import { MarkedText } from "./text-cell.tsx";

interface OperatePageProps {
  title: string;
  hint: string;
  /** Links to the pages above this one. */
  back?: ReactNode;
  /** Filters and buttons under the heading. */
  tools?: ReactNode;
  children: ReactNode;
}

/** The frame of a page of operation, which says whether what it shows is live. */
export function OperatePage({ title, hint, back, tools, children }: OperatePageProps) {
  const { t } = useTexts();
  return (
    <>
      <title>{`${title} · ${t("operate")} · ${t("product")}`}</title>
      {back && <p className={styles.back}>{back}</p>}
      <header className={heading.heading}>
        <h1>{title}</h1>
        <p>
          <MarkedText>{hint}</MarkedText>
        </p>
        <LiveSign />
      </header>
      {tools && <div className={styles.tools}>{tools}</div>}
      <div className={heading.grid}>{children}</div>
    </>
  );
}

function LiveSign() {
  const { state } = useLive();
  const { o } = useOperateTexts();
  return (
    <p role="status" className={styles.live} data-state={state} title={o(`live_${state}_hint`)}>
      {o(`live_${state}`)}
    </p>
  );
}
