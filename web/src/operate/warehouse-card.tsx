import type { Operation } from "../api/operation-types.ts";
import { operatePath } from "../paths.ts";
import { FigureCard } from "./figure-card.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { Tag } from "./state-tag.tsx";
import { useNow } from "./use-now.ts";

/** Lake files that wait for the warehouse, and whether the models have seen all that it has. */
export function WarehouseCard({ warehouse }: { warehouse: Operation["warehouse"] }) {
  const { o, plural } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow();
  if (warehouse === null) {
    return <FigureCard title={o("waiting_warehouse")} figure="–" lines={[o("no_warehouse")]} />;
  }
  const { waiting_files, waiting_bytes, last_load, models_current } = warehouse;
  return (
    <FigureCard
      title={o("waiting_warehouse")}
      figure={
        <>
          {formats.count(waiting_files)}
          <small>{plural("files", waiting_files, "")}</small>
        </>
      }
      lines={[
        `${waiting_files > 0 ? `${formats.bytes(waiting_bytes)} · ` : ""}${
          last_load === null ? o("never_loaded") : o("last_load", { time: formats.ago(last_load, now) })
        }`,
        <Tag key="models" tone={models_current ? "good" : "waiting"}>
          {o(models_current ? "models_current" : "models_stale")}
        </Tag>,
      ]}
      link={{ href: operatePath("loads"), name: o("see_loads") }}
    />
  );
}
