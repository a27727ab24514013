// Keys of the configuration by their section, and the search for them.
import type { ConfigurationKey } from "../api/operation-types.ts";

export const ORIGINS = ["file", "environment", "flag", "default"] as const;

export interface Section {
  /** Empty: keys without a section. */
  name: string;
  keys: ConfigurationKey[];
}

export function sectionsOf(keys: readonly ConfigurationKey[]): Section[] {
  const sections: Section[] = [];
  for (const key of keys) {
    const dot = key.key.indexOf(".");
    const name = dot < 0 ? "" : key.key.slice(0, dot);
    const known = sections.find((section) => section.name === name);
    if (known) known.keys.push(key);
    else sections.push({ name, keys: [key] });
  }
  return sections;
}

/** `origin`: one of ORIGINS, `set` for everything but defaults, or null for all. */
export function isShown(key: ConfigurationKey, search: string, origin: string | null): boolean {
  if (origin === "set" ? key.origin === "default" : origin !== null && key.origin !== origin) return false;
  const texts = [key.key, key.description, key.secret ? "" : key.value];
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => texts.some((text) => text.toLowerCase().includes(word)));
}
