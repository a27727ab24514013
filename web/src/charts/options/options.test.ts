// @vitest-environment jsdom
import { describe, expect, test } from "vitest";
import type { ChartResult, Column, Row } from "../../api/types.ts";
import { createFormats } from "../../format/formats.ts";
import en from "../../texts/en.json";
import { createTexts } from "../../texts/texts.ts";
import type { Look } from "../look.ts";
import { contrast } from "./colour-scale.ts";
import { columnOption } from "./columns.ts";
import { type Drawing, durationScale } from "./drawing.ts";
import { lineOption } from "./line.ts";
import { mapOption } from "./map.ts";
import { partsOf } from "./pie.ts";
import { treemapOption } from "./treemap.ts";

const LOOK: Look = {
  ink: "#16202e",
  muted: "#556070",
  line: "#e1e5ea",
  gridLine: "#e9ecf0",
  quiet: "#868f9c",
  surface: "#ffffff",
  sunken: "#f0f2f5",
  accent: "#0b5cad",
  accentSoft: "#e3eefa",
  series: ["#0b66c3", "#c95a00", "#008568", "#b0408f", "#3f97d9"],
  font: "sans-serif",
};

const DAY: Column = { name: "event_date", role: "dimension", type: "day" };
const NAME: Column = { name: "platform", role: "series", type: "text" };
const USERS: Column = { name: "users", role: "measure", type: "integer", unit: "count" };
const TIME: Column = { name: "engagement_time_per_user", role: "measure", type: "number", unit: "seconds" };

function drawing(columns: Column[], rows: Row[], comparison: Row[] | null = null): Drawing {
  const texts = createTexts(en, "en");
  const result: ChartResult = {
    chart: "overview.users_by_day",
    from: "2026-11-01",
    to: "2026-11-02",
    columns,
    rows,
    comparison: comparison && { from: "2026-10-30", to: "2026-10-31", rows: comparison },
    total_rows: rows.length,
    data_until: "2026-11-02",
    refreshed_at: null,
    data_version: "",
    sql: "",
    parameters: [],
  };
  return { result, texts, formats: createFormats("en", texts), locale: "en", look: LOOK };
}

// biome-ignore lint/suspicious/noExplicitAny: options of ECharts are deep and loosely typed
const look = (option: unknown): any => option;

describe("lines", () => {
  test("have their names at their ends, up to four of them", () => {
    const option = look(
      lineOption(
        drawing(
          [DAY, NAME, USERS],
          [
            ["2026-11-01", "Web", 5],
            ["2026-11-01", "iOS", 3],
          ],
        ),
        250,
      ),
    );
    expect(option.series.map(({ endLabel }: { endLabel: { show: boolean } }) => endLabel.show)).toEqual([true, true]);
    expect(option.legend.show).toBe(false);
  });

  test("have a legend when they are many", () => {
    const rows: Row[] = ["a", "b", "c", "d", "e"].map((name, index) => ["2026-11-01", name, 9 - index]);
    const option = look(lineOption(drawing([DAY, NAME, USERS], rows), 250));
    expect(option.legend).toMatchObject({ show: true, data: ["a", "b", "c", "d", "e"] });
  });

  test("of different units have grids and axes of their own", () => {
    const option = look(lineOption(drawing([DAY, USERS, TIME], [["2026-11-01", 5, 61]]), 250));
    expect(option.grid).toHaveLength(2);
    expect(option.series.map(({ yAxisIndex }: { yAxisIndex: number }) => yAxisIndex)).toEqual([0, 1]);
    expect(option.yAxis[1].name).toContain("Engagement time per user");
    expect(option.yAxis[1].axisLabel.formatter(90)).toBe("1:30");
  });

  test("of the compared range are dashed and lie under the same days", () => {
    const option = look(
      lineOption(
        drawing(
          [DAY, USERS],
          [
            ["2026-11-01", 5],
            ["2026-11-02", 6],
          ],
          [
            ["2026-10-30", 4],
            ["2026-10-31", 3],
          ],
        ),
        250,
      ),
    );
    expect(option.series[0]).toMatchObject({ data: [4, 3], lineStyle: { type: [4, 4] } });
    expect(option.series[1].data).toEqual([5, 6]);
  });

  test("of the compared range lie under the day as far from the beginning, whichever days have rows", () => {
    const comparedWith = (rows: Row[], earlier: Row[]) =>
      look(lineOption(drawing([DAY, USERS], rows, earlier), 250)).series[0].data;
    const both: Row[] = [
      ["2026-11-01", 5],
      ["2026-11-02", 6],
    ];
    expect(comparedWith(both, [["2026-10-31", 3]])).toEqual([null, 3]);
    expect(
      comparedWith(both.slice(1), [
        ["2026-10-30", 4],
        ["2026-10-31", 3],
      ]),
    ).toEqual([3]);
  });

  test("over numbers are compared at the same number", () => {
    const distance: Column = { name: "day_diff", role: "dimension", type: "integer" };
    const option = look(
      lineOption(
        drawing(
          [distance, USERS],
          [
            [0, 5],
            [1, 6],
          ],
          [[1, 4]],
        ),
        250,
      ),
    );
    expect(option.series[0].data).toEqual([null, 4]);
  });

  test("of a single day are points", () => {
    expect(look(lineOption(drawing([DAY, USERS], [["2026-11-01", 5]]), 250)).series[0].showSymbol).toBe(true);
  });

  test("of durations have steps that people read", () => {
    expect([45, 95, 7300, 100_000].map((largest) => durationScale(largest, 2))).toEqual([
      { interval: 30, max: 60 },
      { interval: 60, max: 120 },
      { interval: 7200, max: 14_400 },
      { interval: 50_400, max: 100_800 },
    ]);
  });
});

describe("columns", () => {
  test("stand side by side", () => {
    const before: Column = { ...USERS, name: "users_day_before" };
    const option = look(
      columnOption(drawing([{ ...DAY, type: "hour" }, USERS, before], [["2026-11-01T07:00:00", 5, 4]]), false),
    );
    expect(option.series.map(({ stack }: { stack?: string }) => stack)).toEqual([undefined, undefined]);
    expect(option.series[1].itemStyle.color).toBe(LOOK.quiet);
  });

  test("of the lifecycle grow downwards for lost users, and say how many without a sign", () => {
    const rows: Row[] = [
      ["2026-11-02", "1-NEW", 5],
      ["2026-11-02", "0-CHURN", -3],
    ];
    const option = look(
      columnOption(drawing([{ ...DAY, type: "week" }, { ...NAME, name: "this_week_value" }, USERS], rows), false),
    );
    expect(option.series.map(({ name, data, stack }: Record<string, unknown>) => [name, data, stack])).toEqual([
      ["New", [5], "all"],
      ["Lost", [-3], "all"],
    ]);
    expect(option.yAxis.axisLabel.formatter(-3000)).toBe("3K");
  });
});

describe("what is compared", () => {
  const PLATFORM: Column = { ...NAME, role: "dimension" };

  test("with a stack is a dashed line at its height above zero, under the same days", () => {
    const rows: Row[] = [
      ["2026-11-01", "NEW", 5],
      ["2026-11-01", "RETURNING", 7],
      ["2026-11-02", "NEW", 6],
    ];
    const earlier: Row[] = [
      ["2026-10-31", "NEW", 2],
      ["2026-10-31", "RETURNING", 3],
    ];
    const option = look(columnOption(drawing([DAY, { ...NAME, name: "user_type" }, USERS], rows, earlier), true));
    expect(option.series.at(-1)).toMatchObject({ type: "line", name: "Compared days", data: [null, 5] });
    expect(option.tooltip.formatter([{ dataIndex: 1 }]).textContent).toContain("New62");
    expect(look(columnOption(drawing([DAY, NAME, USERS], rows), true)).series).toHaveLength(2);
  });

  test("with the parts of a ring is the same part, and with the rest all that is not named", () => {
    const rows: Row[] = ["a", "b", "c", "d", "e", "f", "g"].map((name, index) => [name, 10 - index]);
    const earlier: Row[] = [
      ["a", 20],
      ["f", 2],
      ["gone", 3],
    ];
    const parts = partsOf(drawing([PLATFORM, USERS], rows, earlier));
    expect(parts.map(({ before }) => before)).toEqual([20, null, null, null, null, 5]);
    expect(partsOf(drawing([PLATFORM, USERS], rows)).map(({ before }) => before)).toEqual(Array(6).fill(undefined));
  });

  test("with the boxes of a tree map is in their labels", () => {
    const option = look(
      treemapOption(
        drawing(
          [{ ...PLATFORM, name: "device" }, USERS],
          [
            ["a", 6],
            ["b", 1],
          ],
          [["a", 4]],
        ),
      ),
    );
    const [{ label, data }] = option.series;
    expect(data.map((box: unknown) => label.formatter({ ...look(box), data: box }))).toEqual(["a\n6 +50%", "b\n1"]);
  });

  test("with a country is in its tooltip", () => {
    const columns: Column[] = [{ ...PLATFORM, name: "geo_country" }, USERS];
    const option = look(mapOption(drawing(columns, [["France", 100]], [["France", 80]])));
    expect(option.tooltip.formatter({ name: "250" }).textContent).toBe("France10080");
  });
});

test("the small parts of a ring are drawn as one, which cannot be clicked", () => {
  const rows: Row[] = ["a", "b", "c", "d", "e", "f", "g"].map((name, index) => [name, 10 - index]);
  const parts = partsOf(drawing([{ ...NAME, role: "dimension" }, USERS], rows));
  expect(parts).toHaveLength(6);
  expect(parts.at(-1)).toMatchObject({ name: "Other", value: undefined, amount: 9 });
  expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});

test("labels of a tree map can be read on every depth of colour", () => {
  const rows: Row[] = Array.from({ length: 20 }, (_, index) => [`model ${index}`, 5, 400 - index * 20]);
  const option = look(
    treemapOption(drawing([{ ...NAME, name: "device", role: "dimension" }, USERS, { ...USERS, name: "events" }], rows)),
  );
  const contrasts = option.series[0].data.map((box: { itemStyle: { color: string } }) =>
    contrast(LOOK.ink, box.itemStyle.color),
  );
  expect(Math.min(...contrasts)).toBeGreaterThan(4.5);
});

test("the map fills countries by their codes, and leaves out what it has no shape for", () => {
  const rows: Row[] = [
    ["France", 100],
    ["Atlantis", 50],
    [null, 3],
    ["China", 25],
  ];
  const option = look(mapOption(drawing([{ ...NAME, name: "geo_country", role: "dimension" }, USERS], rows)));
  expect(option.series[0].data.map(({ name, value }: Record<string, unknown>) => [name, value])).toEqual([
    ["250", 100],
    ["156", 25],
  ]);
});
