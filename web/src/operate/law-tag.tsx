import { useOperateTexts } from "./operate-texts.ts";
import { Tag } from "./state-tag.tsx";

/** Whether everything that was read is accounted for; null: the job counts nothing. */
export function LawTag({ holds }: { holds: boolean | null }) {
  const { o } = useOperateTexts();
  if (holds === null) return <>–</>;
  return <Tag tone={holds ? "good" : "bad"}>{o(holds ? "law_holds" : "law_broken")}</Tag>;
}
