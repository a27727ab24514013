// Light or dark. The tokens of tokens.css follow `color-scheme`, which follows the system unless data-theme is set.
import { useSyncExternalStore } from "react";
import { readSetting, writeSetting } from "./settings.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const listeners = new Set<() => void>();
let theme: Theme = "system";

export function startTheme(): void {
  theme = THEMES.find((known) => known === readSetting("theme")) ?? "system";
  apply();
  window.matchMedia?.("(prefers-color-scheme: dark)").addEventListener("change", notify);
}

export function setTheme(chosen: Theme): void {
  theme = chosen;
  writeSetting("theme", chosen);
  apply();
  notify();
}

function apply(): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function notify(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const systemIsDark = (): boolean => window.matchMedia?.("(prefers-color-scheme: dark)").matches ?? false;

export const useTheme = (): Theme => useSyncExternalStore(subscribe, () => theme);

/** What is shown: canvases are drawn again when it changes. */
export const useIsDark = (): boolean =>
  useSyncExternalStore(subscribe, () => theme === "dark" || (theme === "system" && systemIsDark()));
