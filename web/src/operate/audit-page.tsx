// Who changed what.
import { useAudit } from "../api/inspection.ts";
import button from "../explore/button.module.css";
import { ResultTable } from "../explore/result-table.tsx";
import { Message } from "../shell/message.tsx";
import { Loaded } from "./loaded.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import { OperatePage } from "./operate-page.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { PAGE_ROWS } from "./pager.tsx";
import { Panel } from "./panel.tsx";
import { LongText, Muted } from "./text-cell.tsx";
import { useAddress } from "./use-address.ts";

export default function AuditPage() {
  const { o } = useOperateTexts();
  const formats = useOperateFormats();
  const { get, change } = useAddress();
  const before = Number(get("before"));
  const audit = useAudit({ limit: PAGE_ROWS, ...(before > 0 && { before }) });
  return (
    <OperatePage title={o("audit_title")} hint={o("audit_hint")}>
      <Panel
        title={o("changes")}
        isBusy={audit.isFetching}
        tools={
          <span>
            {before > 0 && (
              <button type="button" className={button.button} data-small onClick={() => change({ before: null })}>
                {o("newest")}
              </button>
            )}{" "}
            {audit.data?.next_before != null && (
              <button
                type="button"
                className={button.button}
                data-small
                onClick={() => change({ before: audit.data?.next_before ?? null })}
              >
                {o("older")}
              </button>
            )}
          </span>
        }
      >
        <Loaded query={audit}>
          {({ entries }) =>
            entries.length === 0 ? (
              <Message title={o("no_audit")} hint={o("no_audit_hint")} />
            ) : (
              <ResultTable
                title={o("changes")}
                columns={[
                  { name: o("at") },
                  { name: o("user") },
                  { name: o("action") },
                  { name: o("subject") },
                  { name: o("outcome") },
                  { name: o("client_address") },
                ]}
                rows={entries.map(({ number, at, user, client, action, subject, outcome }) => ({
                  key: String(number),
                  cells: [
                    formats.instant(at),
                    user ?? <Muted key="user">{o("nobody")}</Muted>,
                    action,
                    <LongText key="subject">{subject}</LongText>,
                    <LongText key="outcome">{outcome}</LongText>,
                    client ?? <Muted key="client">{o("this_machine")}</Muted>,
                  ],
                }))}
              />
            )
          }
        </Loaded>
      </Panel>
    </OperatePage>
  );
}
