import { expect, test } from "vitest";
import { changed, pageOf } from "./use-address.ts";

const change = (search: string, part: Parameters<typeof changed>[1]) =>
  changed(new URLSearchParams(search), part).toString();

test("a filter begins at the first page again", () => {
  expect(change("page=3&app=shop", { state: "failed" })).toBe("app=shop&state=failed");
});

test("a page is kept with its filters, and the first is left out", () => {
  expect(change("app=shop", { page: 2 })).toBe("app=shop&page=2");
  expect(change("app=shop&page=2", { page: 1 })).toBe("app=shop");
});

test("what is emptied is left out", () => {
  expect(change("app=shop&search=x", { search: "", app: null })).toBe("");
});

test.each([
  ["7", 7],
  ["0", 1],
  ["-2", 1],
  ["x", 1],
  [null, 1],
])("page %s", (text, page) => expect(pageOf(text)).toBe(page));
