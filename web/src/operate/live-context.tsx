// One stream of events for all pages of operation. It says how far the work is, and which answers are old.
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { type LiveEvent, type LiveState, openLive } from "../api/live.ts";
import { type OperateTopic, topicKey } from "../api/operation.ts";
import type { Progress, Run } from "../api/operation-types.ts";
import { isOver } from "./states.ts";

interface Live {
  state: LiveState;
  /** The newest of each workflow at work. */
  progress: ReadonlyMap<string, Progress>;
}

const Context = createContext<Live>({ state: "connecting", progress: new Map() });

export const useLive = (): Live => use(Context);

/** What is old when an event comes. */
const CONCERNED: Record<LiveEvent, OperateTopic[]> = {
  operation: ["operation", "files"],
  run: ["operation", "runs", "loads", "models", "schema"],
  job: ["operation", "jobs", "files", "rejects", "costs"],
  progress: [],
};
const ALL = [...new Set(Object.values(CONCERNED).flat())];
/** Events come in bursts; answers are asked for once after each. */
const BURST_MS = 400;

export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  const [progress, setProgress] = useState<ReadonlyMap<string, Progress>>(new Map());

  useEffect(() => {
    const old = new Set<OperateTopic>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hasBeenLive = false;
    const outdate = (topics: OperateTopic[]) => {
      for (const topic of topics) old.add(topic);
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const topic of old) void queries.invalidateQueries({ queryKey: topicKey(topic) });
        old.clear();
      }, BURST_MS);
    };
    const close = openLive({
      onState: (now) => {
        setState(now);
        if (now === "live" && hasBeenLive) outdate(ALL);
        hasBeenLive ||= now === "live";
        // How far it is now, nobody knows.
        if (now === "lost") setProgress(new Map());
      },
      onEvent: (event, data) => {
        outdate(CONCERNED[event]);
        setProgress((known) => nextProgress(known, event, data));
      },
    });
    return () => {
      close();
      clearTimeout(timer);
    };
  }, [queries]);

  const live = useMemo(() => ({ state, progress }), [state, progress]);
  return <Context value={live}>{children}</Context>;
}

export function nextProgress(
  known: ReadonlyMap<string, Progress>,
  event: LiveEvent,
  data: unknown,
): ReadonlyMap<string, Progress> {
  if (event === "progress") return new Map(known).set((data as Progress).workflow, data as Progress);
  if (event !== "run") return known;
  const run = data as Run;
  if (!known.has(run.workflow) || !isOver(run.state)) return known;
  const rest = new Map(known);
  rest.delete(run.workflow);
  return rest;
}
