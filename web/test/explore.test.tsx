// @vitest-environment jsdom
// Analyses as an analyst meets them, with the stand-in for the API.
import { screen, waitFor, within } from "@testing-library/react";
// Pages are loaded when they are opened, which would take longer than a test waits.
import "../src/explore/explore-routes.tsx";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { renderApp, requests, useStandIn } from "./render.tsx";
import type { StandInAnswer } from "./stand-in-api.ts";

vi.mock("../src/charts/drawn-chart.tsx", () => ({
  default: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const result = () => screen.findByRole("region", { name: "Result" });
const question = (value: unknown) => `q=${encodeURIComponent(JSON.stringify(value))}`;
const json = (body: unknown, status = 200): StandInAnswer => ({
  status,
  type: status < 400 ? "application/json" : "application/problem+json",
  body: JSON.stringify(body),
});

/** The descriptions that were asked. */
let asked: Record<string, unknown>[] = [];

beforeEach(() => {
  asked = [];
  useStandIn((url, _, body) => {
    if (url.pathname.endsWith("/analyses")) asked.push(JSON.parse(body));
    return undefined;
  });
});

test("without names from a metadata scan, a page says how to get them", async () => {
  useStandIn((url) =>
    url.pathname.endsWith("/suggestions") ? json({ scanned_at: null, events: [], properties: [] }) : undefined,
  );
  renderApp("/apps/shop/explore/event?range=7d");
  expect(await screen.findByText(/“millrace metadata --scan”/)).toBeDefined();
});

test("an attribution is asked with the model that is chosen", async () => {
  const user = userEvent.setup();
  renderApp("/apps/shop/explore/attribution?range=7d");
  await result();
  await user.click(await screen.findByRole("button", { name: /Last touch/ }));
  await user.click(await screen.findByRole("option", { name: "Time decay: half as much every 7 days" }));
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ kind: "attribution", model: "time_decay" }));
});

describe("an event analysis", () => {
  test("begins with the most frequent event", async () => {
    renderApp("/apps/shop/explore/event?from=2026-11-01&to=2026-11-07");
    const shown = within(await result());
    expect(
      await shown.findByRole("img", { name: /^Line chart of Events.*_page_view · number of events: / }),
    ).toBeDefined();
    expect(asked).toEqual([
      {
        kind: "event",
        range: { from: "2026-11-01", to: "2026-11-07" },
        metrics: [{ event: "_page_view" }],
      },
    ]);
  });

  test("takes the filters of the page, and keeps the question when they change", async () => {
    const user = userEvent.setup();
    const own = { metrics: [{ event: "purchase", aggregation: "users" }] };
    renderApp(`/apps/shop/explore/event?range=7d&country=%28not+set%29&${question(own)}`);
    await within(await result()).findByRole("img");
    await user.click(await screen.findByRole("button", { name: "Platform: All platforms" }));
    await user.click(await screen.findByRole("option", { name: "iOS" }));
    await waitFor(() => expect(asked).toHaveLength(2));
    const column = (name: string) => ({ source: "column", name, type: "text" });
    expect(asked[1]).toMatchObject({
      ...own,
      filter: {
        and: [
          { property: column("platform"), operator: "in", values: ["iOS"] },
          { property: column("geo_country"), operator: "is_null" },
        ],
      },
    });
  });

  test("is built by choosing events and aggregations; each choice is in the address", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/explore/event?range=7d");
    const event = await screen.findByRole("combobox", { name: "Metric 1: event" });
    await user.clear(event);
    await user.type(event, "add_to");
    await user.click(await screen.findByRole("option", { name: /add_to_cart/ }));
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ metrics: [{ event: "add_to_cart" }] }));
    await user.click(screen.getByRole("button", { name: /Count$/ }));
    await user.click(await screen.findByRole("option", { name: "users" }));
    await waitFor(() =>
      expect(asked.at(-1)).toMatchObject({ metrics: [{ event: "add_to_cart", aggregation: "users" }] }),
    );
    await waitFor(() =>
      expect(new URLSearchParams(window.location.search).get("q")).toBe(
        '{"metrics":[{"event":"add_to_cart","aggregation":"users"}]}',
      ),
    );
  });

  test("asks nothing while a condition is unfinished, and says what is missing", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/explore/event?range=7d");
    await within(await result()).findByRole("img");
    const metric = within(screen.getByRole("group", { name: "Metric 1" }));
    await user.click(metric.getByRole("button", { name: "+ Condition" }));
    expect(await metric.findByText("Choose a property.")).toBeDefined();
    expect(await screen.findByText(/^Complete the marked fields/)).toBeDefined();
    const property = metric.getByRole("combobox", { name: "Property" });
    await user.type(property, "plan");
    await user.click(await screen.findByRole("option", { name: /plan/ }));
    const value = metric.getByRole("combobox", { name: "Value" });
    await user.type(value, "gold{Enter}");
    await waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[1]).toMatchObject({
      metrics: [
        {
          event: "_page_view",
          filter: { and: [{ property: { source: "attribute", name: "plan" }, operator: "=", value: "gold" }] },
        },
      ],
    });
  });

  test("shows groups with their totals and changes", async () => {
    const own = { metrics: [{ event: "purchase" }], group: { property: { source: "column", name: "platform" } } };
    renderApp(`/apps/shop/explore/event?range=7d&compare=previous&form=table&${question(own)}`);
    const table = within(await within(await result()).findByRole("region", { name: "Totals" }));
    expect(table.getAllByRole("rowheader").map(({ textContent }) => textContent)).toEqual([
      "Web",
      "Android",
      "iOS",
      "(not set)",
    ]);
    expect(table.getByRole("columnheader", { name: "Change" })).toBeDefined();
  });
});

describe("a funnel", () => {
  const own = {
    steps: [{ event: "view_item" }, { event: "add_to_cart" }, { event: "purchase" }],
    window: { kind: "day" },
  };

  test("shows how many take each step", async () => {
    renderApp(`/apps/shop/explore/funnel?range=7d&${question(own)}`);
    const table = within(await within(await result()).findByRole("table", { name: "Funnel" }));
    expect(table.getAllByRole("rowheader").map(({ textContent }) => textContent)).toEqual([
      "1view_item",
      "2add_to_cart",
      "3purchase",
    ]);
    const cells = table.getAllByRole("row").map((row) =>
      within(row)
        .queryAllByRole("cell")
        .map(({ textContent }) => textContent),
    );
    expect(cells[1]?.slice(-2)).toEqual(["–", "100.0%"]);
    expect(cells[3]?.at(-1)).toMatch(/^[\d.]+%$/);
  });

  test("gains, loses and moves steps", async () => {
    const user = userEvent.setup();
    renderApp(`/apps/shop/explore/funnel?range=7d&${question(own)}`);
    await user.click(await screen.findByRole("button", { name: "Move up: Step 3" }));
    await user.click(screen.getByRole("button", { name: "Remove: Step 1" }));
    await waitFor(() =>
      expect(asked.at(-1)).toMatchObject({ steps: [{ event: "purchase" }, { event: "add_to_cart" }] }),
    );
    await waitFor(() => expect(screen.queryByRole("button", { name: "Remove: Step 1" })).toBeNull());
  });
});

describe("a query", () => {
  test("that runs long can be cancelled, also in the server, and run again", async () => {
    let isSlow = true;
    const deleted: string[] = [];
    useStandIn((url, method) => {
      if (method === "DELETE") deleted.push(url.pathname);
      if (method !== "GET" || !url.pathname.includes("/queries/") || !isSlow) return undefined;
      return new Promise((done) =>
        setTimeout(
          () => done(json({ id: "q", app: "shop", state: "running", elapsed_ms: 5, result: null, problem: null })),
          5,
        ),
      );
    });
    const user = userEvent.setup();
    renderApp("/apps/shop/explore/event?range=7d");
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(deleted).toHaveLength(1));
    isSlow = false;
    await user.click(await screen.findByRole("button", { name: "Run it again" }));
    expect(await within(await result()).findByRole("img")).toBeDefined();
  });

  test("that is refused marks the field", async () => {
    const detail = "/metrics/0/event: there is no event of this name";
    useStandIn((url) =>
      url.pathname.endsWith("/analyses")
        ? json({ title: "Bad Request", status: 400, detail, parameter: "/metrics/0/event" }, 400)
        : undefined,
    );
    renderApp("/apps/shop/explore/event?range=7d");
    const metric = within(await screen.findByRole("group", { name: "Metric 1" }));
    expect(await metric.findByText(detail)).toBeDefined();
    const field = metric.getByRole("combobox", { name: "Metric 1: event" });
    await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
  });

  test("that fails says why", async () => {
    useStandIn((url) =>
      url.pathname.includes("/queries/")
        ? json({
            id: "q",
            app: "shop",
            state: "failed",
            elapsed_ms: 120_000,
            result: null,
            problem: "too slow: 2 minutes",
          })
        : undefined,
    );
    renderApp("/apps/shop/explore/funnel?range=7d");
    expect(await within(await result()).findByText("too slow: 2 minutes")).toBeDefined();
  });
});

test("an address with a broken question shows the first one", async () => {
  renderApp("/apps/shop/explore/retention?range=7d&q=%7B%22start");
  await waitFor(() => expect(asked).toHaveLength(1));
  expect(asked[0]).toMatchObject({ kind: "retention", start: {}, return: {} });
});

test("an unknown page of Explore is explained", async () => {
  renderApp("/apps/shop/explore/magic");
  expect(await screen.findByText("There is no such page")).toBeDefined();
  expect(requests.some(({ pathname }) => pathname.endsWith("/analyses"))).toBe(false);
});
