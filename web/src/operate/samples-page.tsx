// Single rejects of a reason, with the original text. It may contain personal data, so it is for those who operate.
import { Link } from "wouter";
import { useRejects, useSamples } from "../api/operation.ts";
import type { RejectSample } from "../api/operation-types.ts";
import type { App } from "../api/types.ts";
import { operatePath } from "../paths.ts";
import { Message } from "../shell/message.tsx";
import { AppChoice } from "./app-choice.tsx";
import { sinceOf, spanOf } from "./day-span.ts";
import { Loaded } from "./loaded.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { Pager, pageQuery } from "./pager.tsx";
import { Panel } from "./panel.tsx";
import { ReplayButton } from "./replay-button.tsx";
import styles from "./samples-page.module.css";
import { SpanChoice } from "./span-choice.tsx";
import { useAddress } from "./use-address.ts";
import { useMay } from "./use-may.ts";
import { useNow } from "./use-now.ts";

export default function SamplesPage({ apps, reason }: { apps: App[]; reason: string }) {
  const { o } = useOperateTexts();
  const { get, page } = useAddress();
  const now = useNow();
  const mayOperate = useMay("operate");
  const app = get("app");
  const span = spanOf(get("range"));
  const filter = { ...sinceOf(span, now), ...(app && { app }) };
  const known = useRejects(filter).data?.reasons.find((one) => one.reason === reason);
  const samples = useSamples({ ...pageQuery(page), ...filter, reason });
  return (
    <OperatePage
      title={reason}
      hint={known?.meaning ?? o("samples_hint")}
      back={<Link href={operatePath("rejects")}>{`‹ ${o("rejects_title")}`}</Link>}
      tools={
        <>
          <SpanChoice />
          <AppChoice apps={apps} />
          {mayOperate && known?.replayable && (
            <ReplayButton reason={reason} count={known.count} span={span} look="plain" />
          )}
        </>
      }
    >
      <Panel title={o("samples")} note={o("samples_note")} isBusy={samples.isFetching}>
        <Loaded query={samples}>
          {({ samples: found, has_more }) =>
            found.length === 0 ? (
              <Message title={o("no_samples")} hint={o("no_samples_hint")} />
            ) : (
              <>
                <ol className={styles.list}>
                  {found.map((sample) => (
                    <Sample key={`${sample.file} ${sample.line} ${sample.index}`} sample={sample} />
                  ))}
                </ol>
                <Pager title={o("samples")} shown={found.length} hasMore={has_more} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </OperatePage>
  );
}

function Sample({ sample }: { sample: RejectSample }) {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const { at, file, line, index, detail, encoding, original, original_bytes } = sample;
  const search = new URLSearchParams({ file, line: String(line) });
  return (
    <li>
      <p className={styles.head}>
        {at !== null && <span>{formats.instant(at)}</span>}
        <span className={styles.place}>
          {index === null
            ? o("place_of", { file, line: formats.count(line) })
            : o("place_of_event", { file, line: formats.count(line), index: index + 1 })}
        </span>
        <Link href={`${operatePath("explain")}?${search}`}>{o("explain")}</Link>
      </p>
      {detail !== null && <p className={styles.detail}>{detail}</p>}
      <pre className={styles.original}>{original}</pre>
      {encoding === "base64" && <p className={styles.cut}>{o("original_base64")}</p>}
      {encoding === "text" && original_bytes > new TextEncoder().encode(original).length && (
        <p className={styles.cut}>{o("original_cut", { bytes: formats.bytes(original_bytes) })}</p>
      )}
    </li>
  );
}
