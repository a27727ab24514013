// Settings of this browser. They are no part of the address, because a link must not change how a colleague's console looks.
const PREFIX = "millrace.";

/** `app`: the one that was looked at last. */
type SettingName = "app" | "language" | "theme";

export function readSetting(name: SettingName): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null; // Storage may be forbidden; the console works with its defaults then.
  }
}

export function writeSetting(name: SettingName, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // The choice holds until the page is left.
  }
}
