// @vitest-environment jsdom
// What people keep: saved analyses, boards and segments, with the stand-in for the API.
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
// Pages are loaded when they are opened, which would take longer than a test waits.
import "../src/explore/board-page.tsx";
import "../src/explore/boards-page.tsx";
import "../src/explore/explore-routes.tsx";
import "../src/explore/saved-page.tsx";
import "../src/explore/segment-page.tsx";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { renderApp, requests, useStandIn } from "./render.tsx";
import { resetDocuments } from "./stand-in-documents.ts";

vi.mock("../src/charts/drawn-chart.tsx", () => ({
  default: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

/** What was sent, as “METHOD path” and body. */
let sent: { call: string; body: Record<string, unknown> | null }[] = [];

beforeEach(() => {
  resetDocuments();
  sent = [];
  useStandIn((url, method, body) => {
    if (method !== "GET") {
      sent.push({
        call: `${method} ${url.pathname.replace("/api/v1/apps/shop", "")}`,
        body: body ? JSON.parse(body) : null,
      });
    }
    return undefined;
  });
});

const changes = () => sent.filter(({ call }) => !/analyses$|queries/.test(call) || call.includes("saved"));

describe("saved analyses", () => {
  test("are made from the question of a page, with days that move", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/explore/event?range=7d&compare=previous&platform=Web");
    await user.click(await screen.findByRole("button", { name: "Save" }));
    await user.type(await screen.findByLabelText("Name"), "Views");
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Saved.")).toBeDefined();
    expect(changes()).toMatchObject([
      {
        call: "POST /saved-analyses",
        body: {
          title: "Views",
          body: {
            kind: "event",
            range: { last_days: 7 },
            compare: { previous: true },
            metrics: [{ event: "_page_view" }],
            filter: { property: { name: "platform" }, operator: "in", values: ["Web"] },
          },
        },
      },
    ]);
  });

  test("open as the page that shows them", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/explore/saved");
    await user.click(await screen.findByRole("link", { name: "From view to purchase" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Funnel" })).toBeDefined();
    const search = new URLSearchParams(window.location.search);
    expect([search.get("range"), search.get("compare")]).toEqual(["14d", "previous"]);
    expect(JSON.parse(search.get("q") ?? "")).toMatchObject({ steps: [{ event: "view_item" }, {}, {}] });
  });

  test("are renamed, and removed when that is confirmed", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/explore/saved");
    await user.click(await screen.findByRole("button", { name: "Rename From view to purchase" }));
    const name = await screen.findByLabelText("Name");
    await user.clear(name);
    await user.type(name, "Buying{Enter}");
    await user.click(await screen.findByRole("button", { name: "Remove Buying" }));
    const question = within(await screen.findByRole("alertdialog", { name: "Remove “Buying”?" }));
    expect(changes()).toHaveLength(1);
    await user.click(question.getByRole("button", { name: "Remove" }));
    expect(await screen.findByText("Nothing is saved yet.")).toBeDefined();
    expect(changes().map(({ call }) => call)).toEqual(["PUT /saved-analyses/1", "DELETE /saved-analyses/1"]);
  });

  test("that somebody else has changed meanwhile are not overwritten", async () => {
    const conflict = { title: "Conflict", status: 409, detail: "somebody else has changed it; load it again" };
    useStandIn((_, method) =>
      method === "PUT" ? { status: 409, type: "application/problem+json", body: JSON.stringify(conflict) } : undefined,
    );
    const user = userEvent.setup();
    renderApp("/apps/shop/explore/saved");
    await user.click(await screen.findByRole("button", { name: "Rename From view to purchase" }));
    await user.type(await screen.findByLabelText("Name"), " again{Enter}");
    expect((await screen.findByRole("alert")).textContent).toBe(conflict.detail);
  });

  test("cannot be changed by those who may only read", async () => {
    useStandIn((url) =>
      url.pathname === "/api/v1/session"
        ? {
            status: 200,
            type: "application/json",
            body: '{"authentication":"token","user":"bo","scopes":["read"],"apps":null,"version":"0.1.0"}',
          }
        : undefined,
    );
    renderApp("/apps/shop/explore/saved");
    await screen.findByRole("button", { name: "Copy link of From view to purchase" });
    expect(screen.queryByRole("button", { name: /^Remove/ })).toBeNull();
  });
});

describe("a board", () => {
  test("shows analyses and charts, and says what is gone", async () => {
    renderApp("/apps/shop/explore/boards/2");
    const funnel = within(await screen.findByRole("region", { name: "From view to purchase" }));
    expect(await funnel.findByRole("table", { name: "Funnel" })).toBeDefined();
    expect(await screen.findByRole("region", { name: "Active and new users" })).toBeDefined();
    expect(await screen.findByRole("region", { name: "Not there any more" })).toBeDefined();
  });

  test("is ordered, emptied and filled", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/explore/boards/2");
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    await user.click(screen.getByRole("button", { name: "Move From view to purchase to a later place" }));
    await user.click(await screen.findByRole("button", { name: "Remove Not there any more from the board" }));
    await waitFor(() => expect(screen.queryByRole("region", { name: "Not there any more" })).toBeNull());
    await user.type(screen.getByRole("combobox", { name: "Add a saved analysis or a chart" }), "Crash rate");
    await user.click((await screen.findAllByRole("option", { name: /^Crash rate/ }))[0] as HTMLElement);
    await waitFor(() => expect(changes()).toHaveLength(3));
    const board = changes()[2]?.body?.body;
    expect(board).toEqual({
      items: [
        { chart: "overview.users_by_day", parameters: { platform: ["Web"] } },
        { analysis: "1", wide: true },
        { chart: expect.stringMatching(/^device\.crash_rate/) },
      ],
    });
  });

  test("fixes filters of a chart, or lets it follow the page", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/explore/boards/2?platform=iOS");
    const chart = await screen.findByRole("region", { name: "Active and new users" });
    expect(await within(chart).findByText("Always: Platform Web")).toBeDefined();
    const asked = () => requests.filter(({ pathname }) => pathname.endsWith("/overview.users_by_day")).at(-1);
    await waitFor(() => expect(asked()?.searchParams.getAll("platform")).toEqual(["Web"]));
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    await user.click(screen.getByRole("button", { name: "Let Active and new users follow the page's filters" }));
    await waitFor(() => expect(asked()?.searchParams.getAll("platform")).toEqual(["iOS"]));
    await user.click(await screen.findByRole("button", { name: "Keep the page's filters for Active and new users" }));
    expect(await screen.findByText("Always: Platform iOS")).toBeDefined();
    const item = (at: number) => (changes()[at]?.body?.body as { items: object[] } | undefined)?.items[1];
    expect([item(0), item(1)]).toEqual([
      { chart: "overview.users_by_day", parameters: {} },
      { chart: "overview.users_by_day", parameters: { platform: ["iOS"] } },
    ]);
  });

  test("begins empty", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/explore/boards");
    await user.click(await screen.findByRole("button", { name: "New board" }));
    await user.type(await screen.findByLabelText("Name"), "Friday{Enter}");
    expect(await screen.findByRole("heading", { level: 1, name: "Friday" })).toBeDefined();
    expect(await screen.findByText("This board is empty.")).toBeDefined();
  });
});

describe("a segment", () => {
  test("is counted, and its users come as a file", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/explore/segments/3");
    await screen.findByText("The users have not been counted yet.");
    await user.click(screen.getByRole("button", { name: "Refresh" }));
    expect(await screen.findByText(/^6.6% of 18,310 users/)).toBeDefined();
    expect(await screen.findByRole("button", { name: "Download Frequent buyers as CSV" })).toBeDefined();
  });

  test("is counted on a schedule until a day", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/explore/segments/3");
    await user.click(await screen.findByRole("button", { name: /Count again$/ }));
    await user.click(await screen.findByRole("option", { name: "Every day at 04:00" }));
    fireEvent.change(await screen.findByLabelText("Last day"), { target: { value: "2027-06-30" } });
    await waitFor(() => expect(window.location.search).toContain("2027-06-30"));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText(/^Next: /)).toBeDefined();
    expect(changes()[0]?.body).toMatchObject({
      body: { refresh: { schedule: "cron(0 4 * * ? *)", until: "2027-06-30" } },
    });
  });

  test("is made of groups of conditions", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/explore/segments/new");
    await user.click(await screen.findByRole("button", { name: /Condition 1$/ }));
    await user.click(await screen.findByRole("option", { name: "is in a segment" }));
    const save = screen.getByRole("button", { name: "Save" });
    await waitFor(() => expect(save.hasAttribute("disabled")).toBe(true));
    await user.type(screen.getByRole("combobox", { name: "Segment" }), "Freq");
    await user.click(await screen.findByRole("option", { name: "Frequent buyers" }));
    await user.click(screen.getByRole("button", { name: "+ Group with days of its own" }));
    await user.click(save);
    await user.type(await screen.findByLabelText("Name"), "Both{Enter}");
    expect(await screen.findByRole("heading", { level: 1, name: "Both" })).toBeDefined();
    expect(changes()[0]).toEqual({
      call: "POST /segments",
      body: {
        title: "Both",
        body: {
          operator: "and",
          groups: [
            { range: { last_days: 30 }, operator: "and", conditions: [{ kind: "segment", segment: "3" }] },
            { range: { last_days: 30 }, operator: "and", conditions: [{ kind: "done" }] },
          ],
        },
      },
    });
  });

  test("keeps a draft in the address until it is saved or discarded", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/explore/segments/3");
    const value = await screen.findByRole("spinbutton", { name: "Value" });
    await user.clear(value);
    await user.type(value, "5{Enter}");
    expect(await screen.findByText(/^The conditions have changed/)).toBeDefined();
    await waitFor(() => expect(new URLSearchParams(window.location.search).get("q")).toContain('"value":5'));
    await user.click(screen.getByRole("button", { name: "Discard changes" }));
    await waitFor(() => expect(window.location.search).toBe(""));
  });
});
