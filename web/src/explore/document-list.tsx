// The documents of a kind as a table: open, rename, copy the link, remove.
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { type DocumentKind, useRemove, useReplace } from "../api/documents.ts";
import type { App, Document } from "../api/types.ts";
import { useFormats, useLanguage } from "../texts/language.tsx";
import button from "./button.module.css";
import styles from "./document-list.module.css";
import { NameDialog } from "./name-dialog.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";
import { ResultTable } from "./result-table.tsx";
import { useMayChange } from "./save-button.tsx";

interface DocumentListProps {
  app: App;
  kind: DocumentKind;
  documents: Document[];
  title: string;
  hrefOf: (document: Document) => string | null;
  /** One more column after the name. */
  column?: { name: string; cell: (document: Document) => ReactNode };
}

export function DocumentList({ app, kind, documents, title, hrefOf, column }: DocumentListProps) {
  const { texts } = useLanguage();
  const formats = useFormats();
  const [open, setOpen] = useState<{ action: "rename" | "remove"; document: Document } | null>(null);
  const [copied, setCopied] = useState<string | null>(null);
  const replace = useReplace(app.id, kind);
  const remove = useRemove(app.id, kind);
  const mayChange = useMayChange();
  const close = () => setOpen(null);
  const begin = (action: "rename" | "remove", document: Document) => {
    replace.reset();
    remove.reset();
    setOpen({ action, document });
  };
  const copy = async (document: Document) => {
    await navigator.clipboard.writeText(new URL(hrefOf(document) ?? "", window.location.href).href);
    setCopied(document.id);
  };

  return (
    <>
      <ResultTable
        title={title}
        columns={[
          { name: texts.explore("name") },
          ...(column ? [{ name: column.name }] : []),
          { name: texts.explore("changed") },
          { name: texts.explore("by") },
          { name: texts.explore("actions") },
        ]}
        rows={documents.map((document) => {
          const href = hrefOf(document);
          const named = { name: document.title };
          return {
            key: document.id,
            cells: [
              href === null ? (
                document.title
              ) : (
                <Link key="name" href={href}>
                  {document.title}
                </Link>
              ),
              ...(column ? [column.cell(document)] : []),
              formats.instant(document.changed_at),
              document.user ?? "–",
              <span key="actions" className={styles.actions}>
                {href !== null && (
                  <button
                    type="button"
                    className={button.button}
                    data-small
                    aria-label={texts.explore("copy_link_of", named)}
                    onClick={() => void copy(document)}
                  >
                    {copied === document.id ? texts.t("copied") : texts.explore("copy_link")}
                  </button>
                )}
                {mayChange && (
                  <>
                    <button
                      type="button"
                      className={button.button}
                      data-small
                      aria-label={texts.explore("rename_of", named)}
                      onClick={() => begin("rename", document)}
                    >
                      {texts.explore("rename")}
                    </button>
                    <button
                      type="button"
                      className={button.button}
                      data-small
                      aria-label={texts.explore("remove_of", named)}
                      onClick={() => begin("remove", document)}
                    >
                      {texts.explore("remove")}
                    </button>
                  </>
                )}
              </span>,
            ],
          };
        })}
      />
      {open?.action === "rename" && (
        <NameDialog
          title={texts.explore("rename_of", { name: open.document.title })}
          name={open.document.title}
          error={replace.error}
          isBusy={replace.isPending}
          onSubmit={(name) => replace.mutate({ ...open.document, title: name }, { onSuccess: close })}
          onClose={close}
        />
      )}
      {open?.action === "remove" && (
        <RemoveDialog
          document={open.document}
          error={remove.error}
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate(open.document.id, { onSuccess: close })}
          onClose={close}
        />
      )}
    </>
  );
}
