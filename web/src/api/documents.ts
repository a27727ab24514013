// What people keep: saved analyses, boards and segments. A change names the version that was read, so that nobody overwrites
// what somebody else has changed meanwhile.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, notReached, queued, uninterrupted } from "./client.ts";
import { asProblem } from "./problem.ts";
import type { Document, SegmentRun } from "./types.ts";

export type DocumentKind = "saved-analyses" | "boards" | "segments";

/** The three kinds have the same routes. */
const listPath = (kind: DocumentKind) => `/api/v1/apps/{app}/${kind}` as "/api/v1/apps/{app}/boards";
const onePath = (kind: DocumentKind) => `/api/v1/apps/{app}/${kind}/{id}` as "/api/v1/apps/{app}/boards/{id}";

export const useDocuments = (app: string, kind: DocumentKind) =>
  useQuery({
    queryKey: ["documents", app, kind],
    queryFn: async ({ signal }): Promise<Document[]> =>
      (await queued(signal, () => client.GET(listPath(kind), { params: { path: { app } }, signal }))).documents,
  });

/** A change, after which the list is asked for again. */
function useChange<Input, Output>(app: string, kind: DocumentKind, change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: ["documents", app, kind] }),
  });
}

export const useSave = (app: string, kind: DocumentKind) =>
  useChange(
    app,
    kind,
    (document: { title: string; body: object }): Promise<Document> =>
      queued(uninterrupted(), () =>
        client.POST(listPath(kind), { params: { path: { app } }, body: document as never }),
      ),
  );

export const useReplace = (app: string, kind: DocumentKind) =>
  useChange(
    app,
    kind,
    ({ id, title, body, version }: Pick<Document, "id" | "title" | "body" | "version">): Promise<Document> =>
      queued(uninterrupted(), () =>
        client.PUT(onePath(kind), { params: { path: { app, id } }, body: { title, body, version } }),
      ),
  );

export const useRemove = (app: string, kind: DocumentKind) =>
  useChange(app, kind, async (id: string) => {
    const { error, response } = await client.DELETE(onePath(kind), { params: { path: { app, id } } }).catch(notReached);
    if (!response.ok) throw asProblem(error, response);
  });

/** Whether a run waits or is at work. */
export const isUnfinished = (run: SegmentRun | undefined): boolean =>
  run?.state === "waiting" || run?.state === "running";

export const useRuns = (app: string, id: string) =>
  useQuery({
    queryKey: ["runs", app, id],
    queryFn: async ({ signal }): Promise<SegmentRun[]> =>
      (
        await queued(signal, () =>
          client.GET("/api/v1/apps/{app}/segments/{id}/runs", { params: { path: { app, id } }, signal }),
        )
      ).runs,
    refetchInterval: ({ state }) => (isUnfinished(state.data?.[0]) ? 1_000 : false),
  });

/** Has the users of a segment computed; the list of runs tells when that is done. */
export function useRunSegment(app: string, id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (): Promise<SegmentRun> =>
      queued(uninterrupted(), () =>
        client.POST("/api/v1/apps/{app}/segments/{id}/runs", { params: { path: { app, id } } }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ["runs", app, id] }),
  });
}

export function getSegmentUsers(app: string, id: string): Promise<Blob> {
  return queued<Blob>(uninterrupted(), () =>
    client.GET("/api/v1/apps/{app}/segments/{id}/users", {
      params: { path: { app, id } },
      headers: { Accept: "text/csv" },
      parseAs: "blob",
    }),
  );
}
