// A board: saved analyses and charts in the order that somebody gave them.
import { useState } from "react";
import { Link } from "wouter";
import { useDocuments, useReplace } from "../api/documents.ts";
import type { App, Document, Sheet } from "../api/types.ts";
import { explorePath } from "../paths.ts";
import sheet from "../sheets/sheet-page.module.css";
import { Failure } from "../shell/failure.tsx";
import { FilterBar } from "../shell/filter-bar.tsx";
import { Message } from "../shell/message.tsx";
import { rangeOf } from "../state/chart-request.ts";
import { useView } from "../state/use-view.ts";
import { useLanguage } from "../texts/language.tsx";
import { type Board, itemId, itemOf, MAX_BOARD_ITEMS, readBoard } from "./board.ts";
import { BoardCard } from "./board-card.tsx";
import styles from "./board-page.module.css";
import button from "./button.module.css";
import { NO_SUGGESTIONS, QuestionProvider } from "./question-context.tsx";
import { useMayChange } from "./save-button.tsx";
import { SuggestField } from "./suggest-field.tsx";

interface BoardPageProps {
  app: App;
  sheets: Sheet[];
  id: string;
}

export default function BoardPage({ app, sheets, id }: BoardPageProps) {
  const { texts } = useLanguage();
  const boards = useDocuments(app.id, "boards");
  const analyses = useDocuments(app.id, "saved-analyses");
  const document = boards.data?.find((one) => one.id === id);
  const failed = [boards, analyses].find(({ isError }) => isError);
  if (failed?.error) return <Failure error={failed.error} onRetry={() => void failed.refetch()} />;
  if (boards.data === undefined || analyses.data === undefined) return <p role="status">{texts.t("loading")}</p>;
  if (document === undefined) {
    return (
      <Message title={texts.explore("unknown_board")} hint={texts.explore("unknown_board_hint")}>
        <Link href={explorePath(app.id, "boards")}>{texts.explore("kind_boards")}</Link>
      </Message>
    );
  }
  return <BoardView app={app} sheets={sheets} document={document} analyses={analyses.data} />;
}

interface BoardViewProps {
  app: App;
  sheets: Sheet[];
  document: Document;
  analyses: Document[];
}

function BoardView({ app, sheets, document, analyses }: BoardViewProps) {
  const { texts } = useLanguage();
  const [view] = useView();
  const [isEditing, setEditing] = useState(false);
  const replace = useReplace(app.id, "boards");
  const mayChange = useMayChange();
  const board = readBoard(document.body);
  const range = rangeOf(view, app);
  const set = (items: Board["items"]) => replace.mutate({ ...document, body: { ...board, items } as never });

  return (
    <>
      <title>{`${document.title} · ${app.id} · ${texts.t("product")}`}</title>
      <header className={sheet.heading}>
        <h1>{document.title}</h1>
        {board.text && <p>{board.text}</p>}
        {mayChange && (
          <button
            type="button"
            className={`${button.button} ${styles.edit}`}
            aria-pressed={isEditing}
            onClick={() => setEditing(!isEditing)}
          >
            {texts.explore(isEditing ? "done" : "edit")}
          </button>
        )}
      </header>
      {range === null ? (
        <Message title={texts.t("no_days", { app: app.id })} hint={texts.t("no_days_hint")} />
      ) : (
        <>
          <FilterBar app={app} range={range} />
          {replace.isError && <Failure error={replace.error} />}
          {isEditing && board.items.length < MAX_BOARD_ITEMS && (
            <AddItem
              board={board}
              sheets={sheets}
              analyses={analyses}
              onAdd={(item) => set([...board.items, itemOf(item)])}
            />
          )}
          {board.items.length === 0 && !isEditing && (
            <Message title={texts.explore("empty_board")} hint={texts.explore("empty_board_hint")} />
          )}
          <div className={sheet.grid}>
            {board.items.map((item, at) => (
              <BoardCard
                key={itemId(item)}
                app={app}
                sheets={sheets}
                analyses={analyses}
                item={item}
                range={range}
                {...(isEditing && !replace.isPending && { edit: { items: board.items, at, set } })}
              />
            ))}
          </div>
        </>
      )}
    </>
  );
}

interface AddItemProps {
  board: Board;
  sheets: Sheet[];
  analyses: Document[];
  onAdd: (item: string) => void;
}

function AddItem({ board, sheets, analyses, onAdd }: AddItemProps) {
  const { texts } = useLanguage();
  const present = new Set(board.items.map(itemId));
  const options = [
    ...analyses.map(({ id, title }) => ({ id: `analysis:${id}`, name: title, note: texts.explore("saved_analysis") })),
    ...sheets.flatMap(({ id: sheetId, charts }) =>
      charts.map(({ id }) => ({ id: `chart:${id}`, name: texts.chart(id), note: texts.sheet(sheetId) })),
    ),
  ].filter(({ id }) => !present.has(id));
  return (
    <QuestionProvider value={{ suggestions: NO_SUGGESTIONS, problems: new Map() }}>
      <div className={styles.add}>
        <SuggestField
          label={texts.explore("add_item")}
          value=""
          options={options}
          onChange={(item) => item !== "" && onAdd(item)}
          placeholder={texts.explore("add_item")}
          pointer="/items"
          isAdding
        />
      </div>
    </QuestionProvider>
  );
}
