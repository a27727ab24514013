import { parseDate } from "@internationalized/date";
import { expect, test } from "vitest";
import { APP, SHEETS } from "../../test/stand-in-api.ts";
import { chartRequest } from "./chart-request.ts";
import { chosenParameters, type FixedParameters, fixedRange } from "./fixed-parameters.ts";
import { readView } from "./view.ts";

const RANGE = { from: parseDate("2026-11-01"), to: parseDate("2026-11-07") };

function chart(id: string) {
  const found = SHEETS.flatMap(({ charts }) => charts).find((one) => one.id === id);
  if (!found) throw new Error(`no chart ${id}`);
  return found;
}

const view = (search: string) => readView(new URLSearchParams(search));
const request = (id: string, search: string, fixed: FixedParameters) =>
  chartRequest(APP, chart(id), view(search), fixedRange(fixed, RANGE), fixed);

test("what is fixed does not follow the page; the rest does", () => {
  const fixed = { platform: ["Web"], from: ["2026-10-01"], to: ["2026-10-03"] };
  expect(request("overview.users_by_day", "?platform=iOS&compare=previous", fixed).parameters).toEqual({
    from: "2026-10-01",
    to: "2026-10-03",
    compare_from: "2026-09-28",
    compare_to: "2026-09-30",
    platform: ["Web"],
  });
  expect(request("overview.users_by_day", "?platform=iOS", { top: ["5"] }).parameters).toMatchObject({
    from: "2026-11-01",
    platform: ["iOS"],
    top: 5,
  });
});

test("selectors are fixed by their names, and pages of tables never", () => {
  const fixed = { event_name: ["purchase", "login"], offset: ["100"], limit: ["3"] };
  const { selectors, parameters } = request("details.events", "?select.event_name=x&page.details.events=2", fixed);
  expect(selectors).toEqual({ event_name: ["purchase", "login"] });
  expect(parameters).toMatchObject({ offset: 50, limit: 50 });
});

test("what a reader has chosen for a chart can be fixed", () => {
  const search = "?platform=Web&country=France&select.event_name=login&top.engagement.events_by_name=5";
  expect(chosenParameters(chart("overview.users_by_day"), view(search))).toEqual({ platform: ["Web"] });
  expect(chosenParameters(chart("engagement.events_by_name"), view(search))).toMatchObject({ top: ["5"] });
  expect(chosenParameters(chart("details.events"), view(search))).toMatchObject({ event_name: ["login"] });
});
