import { Link } from "wouter";
import { ResultTable, ShareBar } from "../explore/result-table.tsx";
import { useOperateFormats } from "./operate-formats.ts";
import type { Counted } from "./report.ts";

interface CountTableProps {
  title: string;
  /** Heads of the two columns. */
  name: string;
  unit: string;
  counts: Counted[];
  show?: (count: number) => string;
  hrefOf?: (name: string) => string;
}

/** Names with their numbers, and bars that compare them. */
export function CountTable({ title, name, unit, counts, show, hrefOf }: CountTableProps) {
  const formats = useOperateFormats();
  const largest = Math.max(0, ...counts.map(({ count }) => count));
  return (
    <ResultTable
      title={title}
      columns={[{ name }, { name: unit }]}
      rows={counts.map((one) => ({
        key: one.name,
        cells: [
          hrefOf ? (
            <Link key="name" href={hrefOf(one.name)}>
              {one.name}
            </Link>
          ) : (
            one.name
          ),
          <ShareBar key="count" share={largest === 0 ? 0 : one.count / largest}>
            {(show ?? formats.count)(one.count)}
          </ShareBar>,
        ],
      }))}
    />
  );
}
