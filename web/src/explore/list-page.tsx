import type { ReactNode } from "react";
import { type DocumentKind, useDocuments } from "../api/documents.ts";
import type { App, Document } from "../api/types.ts";
import heading from "../sheets/sheet-page.module.css";
import { Failure } from "../shell/failure.tsx";
import { Message } from "../shell/message.tsx";
import { useTexts } from "../texts/language.tsx";
import type { ExploreKey } from "../texts/texts.ts";
import styles from "./document-list.module.css";

interface ListPageProps {
  app: App;
  kind: DocumentKind;
  title: ExploreKey;
  hint: ExploreKey;
  none: ExploreKey;
  noneHint: ExploreKey;
  tools?: ReactNode;
  children: (documents: Document[]) => ReactNode;
}

/** A page about the documents of a kind, with its loading, empty and failed states. */
export function ListPage({ app, kind, title, hint, none, noneHint, tools, children }: ListPageProps) {
  const texts = useTexts();
  const documents = useDocuments(app.id, kind);
  const name = texts.explore(title);
  return (
    <>
      <title>{`${name} · ${app.id} · ${texts.t("product")}`}</title>
      <header className={heading.heading}>
        <h1>{name}</h1>
        <p>{texts.explore(hint)}</p>
      </header>
      <div className={styles.page} data-chart={`explore.${kind}`} aria-busy={documents.isFetching}>
        {tools && <div className={styles.tools}>{tools}</div>}
        {documents.isError ? (
          <Failure error={documents.error} onRetry={() => void documents.refetch()} />
        ) : documents.data === undefined ? (
          <p role="status">{texts.t("loading")}</p>
        ) : documents.data.length === 0 ? (
          <Message title={texts.explore(none)} hint={texts.explore(noneHint)} />
        ) : (
          children(documents.data)
        )}
      </div>
    </>
  );
}
