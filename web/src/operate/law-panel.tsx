import styles from "./law-panel.module.css";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { Panel } from "./panel.tsx";
import { isEqual, type Law, lawsOf } from "./report.ts";
import { Tag } from "./state-tag.tsx";

/** That everything which was read was written or rejected, as equations with their numbers. */
export function LawPanel({ report }: { report: Record<string, unknown> }) {
  const { o } = useOperateTexts();
  const laws = lawsOf(report);
  if (laws.length === 0) return null;
  return (
    <Panel title={o("law")} note={o("law_note")}>
      {laws.map((law) => (
        <Equation key={law.kind} law={law} />
      ))}
    </Panel>
  );
}

function Equation({ law }: { law: Law }) {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const holds = isEqual(law);
  const side = (parts: Law["left"] | Law["right"]) =>
    parts.map(({ name, count }, at) => (
      <span key={name}>
        {at > 0 && <i>+</i>}
        <b>{formats.count(count)}</b> {o(`term_${name}`)}
      </span>
    ));
  return (
    <p className={styles.equation}>
      {side(law.left)}
      <i>{holds ? "=" : "≠"}</i>
      {side(law.right)}
      <Tag tone={holds ? "good" : "bad"}>{o(holds ? "law_holds" : "law_broken")}</Tag>
    </p>
  );
}
