import type { Operation } from "../api/operation-types.ts";
import { operatePath } from "../paths.ts";
import { FigureCard } from "./figure-card.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { useNow } from "./use-now.ts";

/** Raw files that wait to be read. */
export function RawCard({ raw }: { raw: Operation["raw"] }) {
  const { o, plural } = useOperateTexts();
  const formats = useOperateFormats();
  const now = useNow();
  if (!raw.folder_exists) {
    return <FigureCard title={o("waiting_raw")} figure="–" lines={[o("no_raw_folder")]} isBad />;
  }
  if (raw.error !== null) return <FigureCard title={o("waiting_raw")} figure="–" lines={[raw.error]} isBad />;
  return (
    <FigureCard
      title={o("waiting_raw")}
      figure={
        <>
          {formats.count(raw.new_files)}
          <small>{plural("files", raw.new_files, "")}</small>
        </>
      }
      lines={[
        raw.oldest_new === null
          ? o("all_read")
          : `${formats.bytes(raw.new_bytes)} · ${o("oldest", { time: formats.ago(raw.oldest_new, now) })}`,
        ...(raw.settling > 0 ? [o("settling_count", { count: formats.count(raw.settling) })] : []),
      ]}
      link={{ href: operatePath("files"), name: o("see_files") }}
    />
  );
}
