// @vitest-environment jsdom
// The console as a reader meets it, with the stand-in for the API. Drawings are left to the tests in a browser.
import { today } from "@internationalized/date";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { saveFile } from "../src/charts/save-file.ts";
import { leaveFor } from "../src/shell/leave-for.ts";
import { renderApp, requests, useStandIn } from "./render.tsx";
import { APP, type StandInAnswer, answer as standInAnswer } from "./stand-in-api.ts";

vi.mock("../src/charts/drawn-chart.tsx", () => ({
  default: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));
vi.mock("../src/charts/save-file.ts", () => ({ saveFile: vi.fn() }));
vi.mock("../src/shell/leave-for.ts", () => ({ leaveFor: vi.fn() }));

const card = (name: string) => screen.findByRole("region", { name });
const asked = (chart: string): URL[] => requests.filter(({ pathname }) => pathname.endsWith(`/charts/${chart}`));
const json = (body: unknown, status = 200): StandInAnswer => ({
  status,
  type: "application/json",
  body: JSON.stringify(body),
});

beforeEach(() => {
  vi.mocked(saveFile).mockClear();
  useStandIn();
});

describe("a sheet", () => {
  test("is where / leads to", async () => {
    renderApp("/");
    expect(await screen.findByRole("heading", { level: 1, name: "Overview" })).toBeDefined();
    await waitFor(() => expect(window.location.pathname).toBe("/apps/shop/overview"));
  });

  test("shows a key figure with its change, and says it to screen readers", async () => {
    renderApp("/apps/shop/acquisition");
    const figure = await card("Active users");
    await waitFor(() => expect(within(figure).getByText(/^(up|down) [\d.]+%$/)).toBeDefined());
    expect(await within(figure).findByText(/^compared with Oct.1.–.30,.2026$/)).toBeDefined();
  });

  test("describes drawn charts in words", async () => {
    renderApp("/apps/shop/overview");
    const drawing = await within(await card("Active and new users")).findByRole("img");
    expect(drawing.getAttribute("aria-label")).toMatch(
      /^Line chart of Active and new users, Oct.31.–.Nov.29, 2026\. Active users: [\d,]+ at the start/,
    );
  });

  test("says that newer data are being read, and asks again until they are there", async () => {
    let answers = 0;
    useStandIn((url) => {
      if (!url.pathname.endsWith("/overview.users_by_day")) return undefined;
      const fields = ++answers === 1 ? { "cache-status": "millrace; hit; ttl=-4" } : undefined;
      return { ...standInAnswer(url), ...(fields && { fields }) };
    });
    renderApp("/apps/shop/overview");
    const chart = await card("Active and new users");
    const note = await within(chart).findByText("Newer data are being read.");
    await waitFor(() => expect(note.isConnected).toBe(false), { timeout: 20_000 });
    expect(answers).toBe(2);
  });

  test("asks for at most four charts at once", async () => {
    let running = 0;
    let most = 0;
    useStandIn(async (url) => {
      if (!url.pathname.includes("/charts/")) return undefined;
      most = Math.max(most, ++running);
      await new Promise((done) => setTimeout(done, 5));
      running--;
      return undefined;
    });
    renderApp("/apps/shop/engagement");
    await waitFor(() => expect(asked("engagement.exit_pages")).toHaveLength(1));
    expect(most).toBe(4);
  });
});

describe("what is compared", () => {
  test("of lists beside drawings is the change of each line", async () => {
    renderApp("/apps/shop/overview?compare=previous");
    const pie = await card("Active users by platform");
    const lines = within(await within(pie).findByRole("table")).getAllByRole("row");
    expect(lines[0]?.textContent).toMatch(/Web[\d,]+[\d.]+%(\+|−|-)?[\d.]+%$/);
  });

  test("of cohorts stands above them, as one line for each of both ranges", async () => {
    renderApp("/apps/shop/retention?range=7d&compare=previous");
    const cohorts = await card("Retention by active date");
    const rows = within(await within(cohorts).findByRole("table")).getAllByRole("row");
    expect(rows.slice(1, 3).map((row) => within(row).getByRole("rowheader").textContent)).toEqual([
      "All cohorts",
      "Compared days",
    ]);
  });

  test("that a chart cannot show is named", async () => {
    renderApp("/apps/shop/acquisition?compare=previous");
    expect(await within(await card("New users by hour")).findByText("Not compared with other days")).toBeDefined();
    expect(within(await card("New users by country")).queryByText("Not compared with other days")).toBeNull();
  });
});

describe("tables of events", () => {
  test("are restricted to minutes, which are in the address", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/details?range=7d");
    const from = await screen.findByLabelText(/^From Nov.23, UTC$/);
    await user.type(from, "08:30");
    await user.tab();
    await waitFor(() => expect(window.location.search).toBe("?range=7d&from_time=08%3A30"));
    await waitFor(() => expect(asked("details.events").at(-1)?.searchParams.get("from")).toBe("2026-11-23T08:30"));
    expect(asked("details.events").at(-1)?.searchParams.get("to")).toBe("2026-11-29");
  });
});

describe("a chart with too many rows", () => {
  test("says that it shows some of them", async () => {
    useStandIn(async (url) => {
      if (!url.pathname.endsWith("/overview.users_by_day")) return undefined;
      const answer = JSON.parse(standInAnswer(url).body);
      return json({ ...answer, total_rows: 120_000, is_truncated: true });
    });
    renderApp("/apps/shop/overview");
    expect(
      await within(await card("Active and new users")).findByText(/^Only the first 30 of 120,000 rows/),
    ).toBeDefined();
  });
});

describe("filters", () => {
  test("of the address go to the charts that have them", async () => {
    renderApp("/apps/shop/acquisition?platform=Web&country=France&from=2026-11-01&to=2026-11-07");
    await waitFor(() => expect(asked("acquisition.new_users_by_country")).toHaveLength(1));
    expect(asked("acquisition.new_users_by_country")[0]?.search).toBe(
      "?from=2026-11-01&to=2026-11-07&platform=Web&country=France",
    );
    expect(await within(await card("Active users")).findByText("Not filtered by country")).toBeDefined();
  });

  test("are set by a click on a value, and taken back by the back button", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/overview");
    const pie = await card("Active users by platform");
    await user.click(await within(pie).findByRole("button", { name: "Android" }));
    await waitFor(() => expect(window.location.search).toBe("?platform=Android"));
    await waitFor(() => expect(asked("overview.users_by_day").at(-1)?.search).toContain("platform=Android"));
    window.history.back();
    await waitFor(() => expect(window.location.search).toBe(""));
  });

  test("can be chosen from a list", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/overview");
    await user.click(await screen.findByRole("button", { name: "Platform: All platforms" }));
    await user.click(await screen.findByRole("option", { name: "iOS" }));
    await waitFor(() => expect(window.location.search).toBe("?platform=iOS"));
  });

  test("stay when the sheet changes, selectors do not", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/engagement?platform=Web&select.page_type=Screen+Name");
    await user.click(await screen.findByRole("link", { name: "Retention" }));
    await waitFor(() =>
      expect(window.location.pathname + window.location.search).toBe("/apps/shop/retention?platform=Web"),
    );
  });

  test("cancel the requests of the question before", async () => {
    const cancelled: string[] = [];
    // A request that is collected as garbage does not hear of its cancellation.
    const kept: Request[] = [];
    vi.stubGlobal("fetch", vi.fn());
    useStandIn();
    const answered = globalThis.fetch;
    vi.stubGlobal("fetch", (request: Request) => {
      if (!request.url.includes("overview.users_by_day") || request.url.includes("platform")) return answered(request);
      kept.push(request);
      return new Promise((_, fail) => {
        request.signal.addEventListener("abort", () => {
          cancelled.push(new URL(request.url).pathname);
          fail(new DOMException("aborted", "AbortError"));
        });
      });
    });
    const user = userEvent.setup();
    renderApp("/apps/shop/overview");
    const pie = await card("Active users by platform");
    await user.click(await within(pie).findByRole("button", { name: "Web" }));
    await waitFor(() => expect(cancelled).toEqual(["/api/v1/apps/shop/charts/overview.users_by_day"]));
  });
});

describe("the selector of events", () => {
  const options = async (path: string) => {
    const user = userEvent.setup();
    renderApp(path);
    const chart = await card("Events by name over time");
    await waitFor(() => expect(chart.getAttribute("aria-busy")).toBe("false"));
    await user.click(within(chart).getByRole("button", { name: /^Event/ }));
    return {
      user,
      chart,
      names: async () => (await screen.findAllByRole("option")).map(({ textContent }) => textContent),
    };
  };

  test("offers the events of the metadata scan, also those that the chart does not show", async () => {
    const { names } = await options("/apps/shop/engagement?select.event_name=login");
    expect(await names()).toEqual(expect.arrayContaining(["login", "purchase", "_page_view"]));
  });

  test("keeps what was shown when one is chosen and there was no scan", async () => {
    useStandIn((url) =>
      url.pathname.endsWith("/suggestions") ? json({ scanned_at: null, events: [], properties: [] }) : undefined,
    );
    const { user, chart, names } = await options("/apps/shop/engagement");
    const before = await names();
    await user.click(await screen.findByRole("option", { name: "_scroll" }));
    await waitFor(() => expect(asked("engagement.events_by_name_over_time").at(-1)?.search).toContain("_scroll"));
    await waitFor(() => expect(chart.getAttribute("aria-busy")).toBe("false"));
    expect(new Set(await names())).toEqual(new Set(before));
  });
});

describe("under a chart", () => {
  test("are its definition, its rows and its SQL", async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/engagement");
    const chart = await card("Events by name");
    await within(chart).findByText("_page_view");
    await user.click(within(chart).getByRole("button", { name: "Definition" }));
    expect(await within(chart).findByText("What happens most in the app?")).toBeDefined();
    expect(await within(chart).findByText("clickstream_engagement_event_name")).toBeDefined();
    await user.click(within(chart).getByRole("button", { name: "SQL" }));
    expect(await within(chart).findByText(/^SELECT "event_name"/)).toBeDefined();
    await user.click(within(chart).getByRole("button", { name: "Table" }));
    await waitFor(() => expect(within(chart).getAllByRole("columnheader", { name: "Events" })).toHaveLength(2));
  });
});

describe("the CSV file of a chart", () => {
  const save = async () => {
    const user = userEvent.setup();
    renderApp("/apps/shop/details?page.details.events=2");
    const chart = await card("Events");
    await user.click(within(chart).getByRole("button", { name: "Download Events as CSV" }));
    await waitFor(() => expect(saveFile).toHaveBeenCalledOnce());
    return chart;
  };

  test("has the rows of all pages", async () => {
    const chart = await save();
    expect(asked("details.events").at(-1)?.searchParams.get("limit")).toBe("10000");
    expect(vi.mocked(saveFile).mock.calls[0]?.[1]).toMatch(/^shop-details\.events-.*\.csv$/);
    expect(within(chart).queryByRole("status")).toBeNull();
  });

  test("says so when it is cut", async () => {
    useStandIn((url) => (url.searchParams.get("limit") === "1" ? json({ total_rows: 100_001 }) : undefined));
    const chart = await save();
    expect(await within(chart).findByText(/^The file has the first 100,000 of 100,001 rows\./)).toBeDefined();
  });
});

describe("when something is missing", () => {
  test("a failed chart says why and can be tried again; the others are there", async () => {
    let isBroken = true;
    useStandIn((url) =>
      isBroken && url.pathname.endsWith("acquisition.active_users")
        ? {
            status: 503,
            type: "application/problem+json",
            body: '{"title":"Busy","status":503,"detail":"a model run holds the warehouse; try again in a minute"}',
          }
        : undefined,
    );
    const user = userEvent.setup();
    renderApp("/apps/shop/acquisition");
    const failed = await card("Active users");
    expect(await within(failed).findByText("a model run holds the warehouse; try again in a minute")).toBeDefined();
    await within(await card("New users")).findByText(/compared with/);
    isBroken = false;
    await user.click(within(failed).getByRole("button", { name: "Try again" }));
    await within(failed).findByText(/compared with/);
  });

  test("a wrong parameter is named", async () => {
    useStandIn((url) =>
      url.pathname.endsWith("overview.users_by_platform")
        ? json({ title: "Bad Request", status: 400, detail: "1000 days at most", parameter: "from" }, 400)
        : undefined,
    );
    renderApp("/apps/shop/overview");
    expect(
      await within(await card("Active users by platform")).findByText("Wrong value of from: 1000 days at most"),
    ).toBeDefined();
  });

  test("an empty chart says what to do", async () => {
    renderApp("/apps/shop/engagement?from=2020-01-01&to=2020-01-02");
    const chart = await card("Events by name");
    expect(await within(chart).findByText("No data for these days and filters.")).toBeDefined();
  });

  test("old data is called old", async () => {
    useStandIn((url) =>
      url.pathname.endsWith("/apps")
        ? json({ apps: [{ ...APP, last_complete_day: today("UTC").subtract({ days: 5 }).toString() }] })
        : undefined,
    );
    renderApp("/apps/shop/details");
    expect(await screen.findByText(/The last complete day is .*, [56] days ago/)).toBeDefined();
  });

  test("no app, no day, no such app and no such page are explained", async () => {
    renderApp("/apps/reader/overview").unmount();
    for (const [path, text] of [
      ["/apps/reader/overview", "reader has no complete day yet"],
      ["/apps/nobody/overview", "There is no app “nobody”"],
      ["/apps/shop/nothing", "There is no such page"],
      ["/nowhere", "There is no such page"],
      ["/apps/%25/overview", "There is no app “%”"],
      ["/apps/%E0%A4%A/explore/event", "There is no app “%E0%A4%A”"],
    ] as const) {
      const { unmount } = renderApp(path);
      expect(await screen.findByText(text)).toBeDefined();
      unmount();
    }
    useStandIn((url) => (url.pathname.endsWith("/apps") ? json({ apps: [] }) : undefined));
    renderApp("/");
    expect(await screen.findByText("No app has data yet")).toBeDefined();
  });

  test("a console that needs a token asks for it", async () => {
    let isSignedIn = false;
    useStandIn((url) => {
      if (url.pathname === "/api/v1/session") {
        isSignedIn = true;
        return undefined;
      }
      return isSignedIn ? undefined : json({ title: "Unauthorized", status: 401, detail: "no token" }, 401);
    });
    const user = userEvent.setup();
    renderApp("/apps/shop/overview");
    await user.type(await screen.findByLabelText("Token"), "secret");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Overview" })).toBeDefined();
  });

  test("a console with a provider offers it, and says why somebody comes back", async () => {
    useStandIn((url) =>
      url.pathname === "/api/v1/sign-in"
        ? json({ methods: ["oidc", "token"], provider: "https://login.example.com/realm" })
        : json({ title: "Unauthorized", status: 401, detail: "no token" }, 401),
    );
    const first = renderApp("/apps/shop/overview?from=2026-01-01");
    const link = await screen.findByRole("link", { name: "Sign in at login.example.com" });
    expect(link.getAttribute("href")).toBe(
      "/api/v1/sign-in/oidc?return_to=%2Fapps%2Fshop%2Foverview%3Ffrom%3D2026-01-01",
    );
    expect(screen.getByLabelText("Token")).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
    first.unmount();
    renderApp("/?sign_in=refused");
    expect((await screen.findByRole("alert")).textContent).toContain("You may not use this console");
    const again = await screen.findByRole("link", { name: "Sign in at login.example.com" });
    expect(again.getAttribute("href")).toBe("/api/v1/sign-in/oidc?return_to=%2F");
  });

  test("signing out goes on at the provider", async () => {
    useStandIn((url, method) => {
      if (url.pathname !== "/api/v1/session") return undefined;
      if (method === "DELETE") return json({ continue_at: "https://login.example.com/end" });
      return json({ authentication: "oidc", user: "ann", scopes: ["read"], apps: null, version: "0.1.0" });
    });
    const user = userEvent.setup();
    renderApp("/apps/shop/overview");
    await user.click(await screen.findByRole("button", { name: "Sign out" }));
    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith("https://login.example.com/end"));
  });
});
