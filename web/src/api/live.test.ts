import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type LiveState, openLive, type Source } from "./live.ts";

class FakeSource implements Source {
  static made: FakeSource[] = [];
  readyState = 0;
  isClosed = false;
  private readonly listeners = new Map<string, (event: { data?: string }) => void>();

  constructor() {
    FakeSource.made.push(this);
  }
  addEventListener(type: string, listener: (event: { data?: string }) => void) {
    this.listeners.set(type, listener);
  }
  close() {
    this.isClosed = true;
  }
  emit(type: string, data?: string) {
    this.listeners.get(type)?.(data === undefined ? {} : { data });
  }
  fail(readyState: number) {
    this.readyState = readyState;
    this.emit("error");
  }
}

const newest = (): FakeSource => FakeSource.made.at(-1) as FakeSource;

function open() {
  const states: LiveState[] = [];
  const events: unknown[] = [];
  const close = openLive({
    onState: (state) => states.push(state),
    onEvent: (event, data) => events.push([event, data]),
    connect: () => new FakeSource(),
  });
  return { states, events, close };
}

beforeEach(() => {
  FakeSource.made = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test("events come with their data, and what cannot be read is left out", () => {
  const { events, states } = open();
  newest().emit("open");
  newest().emit("progress", '{"done":1}');
  newest().emit("progress", "{");
  newest().emit("run", '{"id":"a"}');
  expect(states).toEqual(["connecting", "live"]);
  expect(events).toEqual([
    ["progress", { done: 1 }],
    ["run", { id: "a" }],
  ]);
});

test("the browser connects again by itself after a break", () => {
  const { states } = open();
  newest().emit("open");
  newest().fail(0);
  vi.advanceTimersByTime(60_000);
  expect(FakeSource.made).toHaveLength(1);
  newest().emit("open");
  expect(states).toEqual(["connecting", "live", "lost", "live"]);
});

test("a refused connection is tried again, ever more slowly up to half a minute", () => {
  open();
  const waits: number[] = [];
  for (let tries = 1; tries <= 7; tries++) {
    newest().fail(2);
    let waited = 0;
    while (FakeSource.made.length === tries) {
      vi.advanceTimersByTime(500);
      waited += 500;
    }
    waits.push(waited);
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test("after a success the first wait is short again", () => {
  open();
  newest().fail(2);
  vi.advanceTimersByTime(1_000);
  newest().fail(2);
  vi.advanceTimersByTime(2_000);
  newest().emit("open");
  newest().fail(2);
  vi.advanceTimersByTime(1_000);
  expect(FakeSource.made).toHaveLength(4);
});

test("a stream that is ended stays so", () => {
  const { close } = open();
  newest().fail(2);
  close();
  vi.advanceTimersByTime(60_000);
  expect(FakeSource.made).toHaveLength(1);
  expect(newest().isClosed).toBe(true);
});
