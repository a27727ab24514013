// The stream of events of `GET /api/v1/events`. A browser connects again by itself when the connection breaks, but gives up
// when the server answers with an error, such as 503 while it starts; then this tries again, ever more slowly.

export type LiveState = "connecting" | "live" | "lost";
export const LIVE_EVENTS = ["run", "job", "progress", "operation"] as const;
export type LiveEvent = (typeof LIVE_EVENTS)[number];

/** What this needs of an EventSource. */
export interface Source {
  readonly readyState: number;
  addEventListener: (type: string, listener: (event: { data?: string }) => void) => void;
  close: () => void;
}

export interface LiveListener {
  onEvent: (event: LiveEvent, data: unknown) => void;
  /** `live` comes again after each break: what happened meanwhile is not told. */
  onState: (state: LiveState) => void;
  /** Replaced by tests. */
  connect?: (url: string) => Source;
}

const CLOSED = 2;
const FIRST_DELAY_MS = 1_000;
const LAST_DELAY_MS = 30_000;

/** Returns a function that ends the stream. */
export function openLive({ onEvent, onState, connect = (url) => new EventSource(url) }: LiveListener): () => void {
  let source: Source | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = FIRST_DELAY_MS;

  const start = () => {
    const opened = connect("/api/v1/events");
    source = opened;
    opened.addEventListener("open", () => {
      delay = FIRST_DELAY_MS;
      onState("live");
    });
    opened.addEventListener("error", () => {
      onState("lost");
      if (opened.readyState !== CLOSED) return;
      timer = setTimeout(start, delay);
      delay = Math.min(2 * delay, LAST_DELAY_MS);
    });
    for (const name of LIVE_EVENTS) {
      opened.addEventListener(name, ({ data }) => {
        const value = parsed(data);
        if (value !== undefined) onEvent(name, value);
      });
    }
  };

  onState("connecting");
  start();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

function parsed(data: string | undefined): unknown {
  try {
    return JSON.parse(data ?? "");
  } catch {
    return undefined; // Of a newer server; the next answer tells.
  }
}
