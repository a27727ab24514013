import { expect, test } from "vitest";
import { spansOf } from "./attempt-spans.ts";

const at = (second: number) => new Date(1_000 * second).toISOString();

test("attempts are parts of the whole time, the last one up to now", () => {
  const attempts = [
    { started: at(100), finished: at(110) },
    { started: at(130), finished: null },
  ];
  expect(spansOf(attempts, 140_000)).toEqual([
    { begin: 0, length: 0.25 },
    { begin: 0.75, length: 0.25 },
  ]);
});

test("an attempt without duration is visible", () => {
  expect(spansOf([{ started: at(1), finished: at(1) }], 9_000)).toEqual([{ begin: 0, length: 1 }]);
});
