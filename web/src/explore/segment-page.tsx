// A segment of users: its groups of conditions, and the users that they had at the last runs. The address holds a draft.
import { useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import { useSuggestions } from "../api/analyses.ts";
import { useDocuments, useReplace, useSave } from "../api/documents.ts";
import { ApiProblem } from "../api/problem.ts";
import type { App, Document } from "../api/types.ts";
import { explorePath } from "../paths.ts";
import heading from "../sheets/sheet-page.module.css";
import { Failure } from "../shell/failure.tsx";
import { Message } from "../shell/message.tsx";
import { useView } from "../state/use-view.ts";
import { useLanguage } from "../texts/language.tsx";
import button from "./button.module.css";
import { gapsOf } from "./description.ts";
import page from "./explore-page.module.css";
import { NameDialog } from "./name-dialog.tsx";
import { NO_SUGGESTIONS, QuestionProvider } from "./question-context.tsx";
import { RefreshEditor } from "./refresh-editor.tsx";
import { useMayChange } from "./save-button.tsx";
import { NEW_ID, NEW_SEGMENT, readSegment, type Segment } from "./segment.ts";
import { SegmentEditor } from "./segment-editor.tsx";
import styles from "./segment-page.module.css";
import { SegmentRuns } from "./segment-runs.tsx";

export default function SegmentPage({ app, id }: { app: App; id: string }) {
  const { texts } = useLanguage();
  const segments = useDocuments(app.id, "segments");
  if (segments.isError) return <Failure error={segments.error} onRetry={() => void segments.refetch()} />;
  if (segments.data === undefined) return <p role="status">{texts.t("loading")}</p>;
  const document = segments.data.find((one) => one.id === id);
  if (document === undefined && id !== NEW_ID) {
    return (
      <Message title={texts.explore("unknown_segment")} hint={texts.explore("unknown_board_hint")}>
        <Link href={explorePath(app.id, "segments")}>{texts.explore("kind_segments")}</Link>
      </Message>
    );
  }
  return <SegmentView app={app} document={document} others={segments.data.filter((one) => one.id !== id)} />;
}

interface SegmentViewProps {
  app: App;
  document: Document | undefined;
  others: Document[];
}

function SegmentView({ app, document, others }: SegmentViewProps) {
  const { texts } = useLanguage();
  const [view, change] = useView();
  const [, navigate] = useLocation();
  const [isNaming, setNaming] = useState(false);
  const suggestions = useSuggestions(app.id);
  const save = useSave(app.id, "segments");
  const replace = useReplace(app.id, "segments");
  const mayChange = useMayChange();
  const draft = useMemo(() => parsed(view.question), [view.question]);
  const segment = draft ?? readSegment(document?.body) ?? NEW_SEGMENT;
  const isChanged = draft !== null;
  const error = save.error ?? replace.error;

  const problems = useMemo(() => {
    const found = new Map([...gapsOf(segment)].map(([pointer, gap]) => [pointer, texts.explore(`gap_${gap}`)]));
    for (const [at, { conditions }] of segment.groups.entries()) {
      for (const [place, condition] of conditions.entries()) {
        if (condition.kind !== "segment" || condition.segment !== "") continue;
        found.set(`/groups/${at}/conditions/${place}/segment`, texts.explore("choose_segment"));
      }
    }
    return found;
  }, [segment, texts]);
  const shown = useMemo(() => {
    // The body of the document is where the program's pointers begin.
    const pointer = error instanceof ApiProblem ? error.problem.parameter?.replace(/^\/body/, "") : undefined;
    return pointer && error ? new Map([...problems, [pointer, error.message]]) : problems;
  }, [problems, error]);

  const keep = (title: string) => {
    if (document) {
      replace.mutate({ ...document, title, body: segment as never }, { onSuccess: () => change({ question: null }) });
    } else {
      save.mutate({ title, body: segment }, { onSuccess: ({ id }) => navigate(explorePath(app.id, "segments", id)) });
    }
  };
  const title = document?.title ?? texts.explore("new_segment");

  return (
    <QuestionProvider value={{ suggestions: suggestions.data ?? NO_SUGGESTIONS, problems: shown }}>
      <title>{`${title} · ${app.id} · ${texts.t("product")}`}</title>
      <header className={heading.heading}>
        <h1>{title}</h1>
        <p>{texts.explore("hint_segments")}</p>
      </header>
      <div className={page.page}>
        <section aria-label={texts.explore("conditions")} className={styles.editor}>
          <SegmentEditor
            segment={segment}
            onChange={(changed) => change({ question: JSON.stringify(changed) })}
            others={others.map((one) => ({ id: one.id, name: one.title }))}
            lastDay={app.last_complete_day ?? ""}
          />
          <RefreshEditor
            refresh={segment.refresh}
            onChange={(refresh) => {
              const { refresh: _, ...conditions } = segment;
              change({ question: JSON.stringify(refresh ? { ...conditions, refresh } : conditions) });
            }}
          />
          {mayChange && (
            <div className={styles.tools}>
              <button
                type="button"
                className={button.button}
                data-main
                disabled={problems.size > 0 || (document !== undefined && !isChanged) || replace.isPending}
                onClick={() => (document ? keep(document.title) : setNaming(true))}
              >
                {texts.explore("save")}
              </button>
              {document && isChanged && (
                <button type="button" className={button.button} onClick={() => change({ question: null })}>
                  {texts.explore("discard")}
                </button>
              )}
            </div>
          )}
          {replace.isError && <Failure error={replace.error} />}
        </section>
        {document ? (
          <SegmentRuns app={app} document={document} isChanged={isChanged} />
        ) : (
          <Message title={texts.explore("segment_not_saved")} hint={texts.explore("segment_not_saved_hint")} />
        )}
      </div>
      {isNaming && (
        <NameDialog
          title={texts.explore("new_segment")}
          name=""
          error={save.error}
          isBusy={save.isPending}
          onSubmit={keep}
          onClose={() => setNaming(false)}
        />
      )}
    </QuestionProvider>
  );
}

function parsed(text: string | null): Segment | null {
  if (text === null) return null;
  try {
    return readSegment(JSON.parse(text));
  } catch {
    return null; // An address that was cut off or mistyped.
  }
}
