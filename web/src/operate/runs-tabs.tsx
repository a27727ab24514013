import { operatePath } from "../paths.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { TabLinks } from "./tab-links.tsx";

/** The two lists of what has run: of workflows, and of the jobs in them. */
export function RunsTabs({ current }: { current: "runs" | "jobs" }) {
  const { o } = useOperateTexts();
  return (
    <TabLinks
      label={o("runs")}
      tabs={[
        { href: operatePath("runs"), name: o("workflow_runs"), isCurrent: current === "runs" },
        { href: operatePath("jobs"), name: o("jobs"), isCurrent: current === "jobs" },
      ]}
    />
  );
}
