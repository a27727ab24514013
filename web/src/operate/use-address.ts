import { useCallback } from "react";
import { useSearchParams } from "wouter";

type Change = Record<string, string | number | null>;

export interface Address {
  get: (name: string) => string | null;
  /** The number of a page, from 1. */
  page: number;
  /** Changes parameters; null or an empty text leaves one out. A list begins at its first page again unless that is what changes. */
  change: (part: Change) => void;
}

/** The parameters of the address: filters and pages, so that every state of a page is a link. */
export function useAddress(): Address {
  const [search, setSearch] = useSearchParams();
  const change = useCallback((part: Change) => setSearch((old) => changed(old, part)), [setSearch]);
  return { get: (name) => search.get(name), page: pageOf(search.get("page")), change };
}

export function changed(old: URLSearchParams, part: Change): URLSearchParams {
  const search = new URLSearchParams(old);
  search.delete("page");
  for (const [name, value] of Object.entries(part)) {
    if (value === null || value === "" || (name === "page" && value === 1)) search.delete(name);
    else search.set(name, String(value));
  }
  return search;
}

export function pageOf(text: string | null): number {
  const page = Number(text);
  return Number.isInteger(page) && page > 0 ? page : 1;
}
