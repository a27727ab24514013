// What a job's report says: the object that its command prints with --json. Keys that a kind of job does not have are left out.

export interface Law {
  kind: "events" | "rows";
  /** Left: what was read. Right: what became of it. */
  left: { name: "events_read" | "events_derived" | "rows_read"; count: number }[];
  right: { name: "written" | "rejected" | "requests" | "rows_rejected"; count: number }[];
}

export interface Counted {
  name: string;
  count: number;
}

type Report = Record<string, unknown>;

export const numberOf = (report: Report, key: string): number | null => {
  const value = report[key];
  return typeof value === "number" ? value : null;
};

/** The equations that hold for every job that reads raw files. */
export function lawsOf(report: Report): Law[] {
  const number = (key: string) => numberOf(report, key);
  const laws: Law[] = [];
  const [read, derived, rejected] = [number("events_read"), number("events_derived"), number("events_rejected")];
  const written = countsOf(report, "rows_written").find(({ name }) => name === EVENT_TABLE)?.count;
  if (read !== null && rejected !== null && written !== undefined) {
    laws.push({
      kind: "events",
      left: [
        { name: "events_read", count: read },
        ...(derived ? [{ name: "events_derived", count: derived } as const] : []),
      ],
      right: [
        { name: "written", count: written },
        { name: "rejected", count: rejected },
      ],
    });
  }
  const [rows, requests, rejectedRows] = [number("rows_read"), number("requests"), number("rows_rejected")];
  if (rows !== null && requests !== null && rejectedRows !== null) {
    laws.push({
      kind: "rows",
      left: [{ name: "rows_read", count: rows }],
      right: [
        { name: "requests", count: requests },
        { name: "rows_rejected", count: rejectedRows },
      ],
    });
  }
  return laws;
}

const EVENT_TABLE = "event_v2";

const sum = (parts: { count: number }[]): number => parts.reduce((total, { count }) => total + count, 0);

export const isEqual = ({ left, right }: Law): boolean => sum(left) === sum(right);

/** The numbers of an object of the report, the largest first; zeros are left out. */
export function countsOf(report: Report, key: string): Counted[] {
  const counts = report[key];
  if (typeof counts !== "object" || counts === null) return [];
  return Object.entries(counts)
    .flatMap(([name, count]) => (typeof count === "number" && count > 0 ? [{ name, count }] : []))
    .sort((a, b) => b.count - a.count);
}

export interface FailedFile {
  file: string;
  reason: string;
}

export function failedFilesOf(report: Report): FailedFile[] {
  const files = report.files_failed;
  return Array.isArray(files) ? (files as FailedFile[]) : [];
}
