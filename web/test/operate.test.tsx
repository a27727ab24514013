// @vitest-environment jsdom
// Operation as somebody at work meets it, with the stand-in for the API and its events.
import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { renderApp, requests, useStandIn } from "./render.tsx";
import type { StandInAnswer } from "./stand-in-api.ts";
import { resetOperation, setPace, subscribe, tell } from "./stand-in-operate.ts";

vi.mock("../src/charts/drawn-chart.tsx", () => ({
  default: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const json = (body: unknown, status = 200): StandInAnswer => ({
  status,
  type: status < 400 ? "application/json" : "application/problem+json",
  body: JSON.stringify(body),
});
const session = (scopes: string[], apps: string[] | null = null) =>
  json({ authentication: "token", user: "ada", scopes, apps, version: "0.1.0" });

/** The stream of the stand-in, as a browser gives it. */
class StandInSource {
  static newest: StandInSource | null = null;
  readyState = 1;
  private readonly listeners = new Map<string, (event: { data?: string }) => void>();
  private readonly stop = subscribe((event, data) => this.listeners.get(event)?.({ data: JSON.stringify(data) }));

  constructor() {
    StandInSource.newest = this;
    queueMicrotask(() => this.emit("open"));
  }
  addEventListener(type: string, listener: (event: { data?: string }) => void) {
    this.listeners.set(type, listener);
  }
  emit(type: string) {
    this.listeners.get(type)?.({});
  }
  close() {
    this.stop();
  }
}

const asked = (path: string) => requests.filter(({ pathname }) => pathname === `/api/v1/${path}`);
const row = async (name: RegExp | string) =>
  (await screen.findByRole("rowheader", { name })).closest("tr") as HTMLElement;

beforeEach(() => {
  vi.stubGlobal("EventSource", StandInSource);
  resetOperation();
  setPace(1);
  useStandIn();
});

describe("the overview", () => {
  test("says what waits, what needs a person, and how the last job ended", async () => {
    renderApp("/operate/overview");
    const raw = await screen.findByRole("article", { name: "Raw files to read" });
    expect(within(raw).getByText("83")).toBeDefined();
    const attention = await screen.findByRole("article", { name: "Needs attention" });
    const parked = await within(attention).findByRole("link", { name: "1 parked run" });
    expect(parked.getAttribute("href")).toBe("/operate/runs/load-20261130T0941");
    expect(within(screen.getByRole("article", { name: "Last job" })).getByText("All accounted for")).toBeDefined();
    expect(await screen.findByText("Live")).toBeDefined();
  });

  test("runs a workflow after a question, shows how far it is, and what came of it", async () => {
    // The test tells what happens, so that it does not depend on how fast the machine is.
    setPace(null);
    const user = userEvent.setup();
    renderApp("/operate/overview");
    await user.click(await screen.findByRole("button", { name: "Run now: Processing" }));
    const dialog = await screen.findByRole("alertdialog", { name: "Run Processing now?" });
    expect(within(dialog).getByText(/^Reads all raw files that wait/)).toBeDefined();
    expect(asked("workflows/process/runs")).toHaveLength(0);
    await user.click(within(dialog).getByRole("button", { name: "Run now" }));
    expect(await within(dialog).findByText(/^Processing is asked for/)).toBeDefined();
    await user.click(within(dialog).getByRole("button", { name: "Close" }));
    const progress = {
      workflow: "process",
      step: "process",
      total: 6_500_000,
      unit: "bytes",
      rows_per_s: 41_200,
      eta_s: 3,
    };
    act(() => tell("progress", { ...progress, done: 2_600_000 }));
    expect(await screen.findByRole("progressbar", { name: "Processing · process" })).toBeDefined();
    expect(screen.getByText(/^2\.6.MB of 6\.5.MB · 41,200 rows\/s · 3.* left$/)).toBeDefined();
    act(() => tell("run", { workflow: "process", state: "done" }));
    await waitFor(() => expect(screen.queryByRole("progressbar")).toBeNull());
  });

  test("is asked for again when an event comes, and not in between", async () => {
    renderApp("/operate/overview");
    await screen.findByRole("article", { name: "Raw files to read" });
    expect(asked("operation")).toHaveLength(1);
    for (let times = 0; times < 5; times++) tell("operation", { changed: true });
    await waitFor(() => expect(asked("operation")).toHaveLength(2));
    await new Promise((done) => setTimeout(done, 600));
    expect(asked("operation")).toHaveLength(2);
  });

  test("keeps what it shows when the server is gone, and says so", async () => {
    let isGone = false;
    useStandIn((url) => (isGone && url.pathname.endsWith("/operation") ? json({ title: "gone" }, 503) : undefined));
    renderApp("/operate/overview");
    await screen.findByRole("article", { name: "Raw files to read" });
    isGone = true;
    StandInSource.newest?.emit("error");
    expect(await screen.findByText("Not live: connecting again")).toBeDefined();
    tell("operation", {});
    expect(await screen.findByText(/^The server cannot be reached; this was read/)).toBeDefined();
    expect(screen.getByRole("article", { name: "Raw files to read" })).toBeDefined();
  });

  test("offers a reader no changes", async () => {
    useStandIn((url) => (url.pathname.endsWith("/session") ? session(["read"]) : undefined));
    renderApp("/operate/overview");
    await screen.findByRole("region", { name: "Workflows" });
    await waitFor(() => expect(asked("session").length).toBeGreaterThan(0));
    expect(screen.queryByRole("button", { name: /^Run now/ })).toBeNull();
    expect(screen.queryByRole("link", { name: "Explain" })).toBeNull();
    expect(screen.queryByRole("link", { name: "Audit log" })).toBeNull();
  });

  test("is there before any app has data", async () => {
    useStandIn((url) => (url.pathname === "/api/v1/apps" ? json({ apps: [] }) : undefined));
    const user = userEvent.setup();
    renderApp("/");
    await user.click(await screen.findByRole("link", { name: "See what the project is doing" }));
    expect(await screen.findByRole("article", { name: "Raw files to read" })).toBeDefined();
  });

  test("shows a failure with what to do", async () => {
    useStandIn((url) =>
      url.pathname.endsWith("/operation") ? json({ title: "x", detail: "the ledger is locked" }, 500) : undefined,
    );
    renderApp("/operate/overview");
    expect(await screen.findByText("the ledger is locked")).toBeDefined();
    expect(screen.getAllByRole("button", { name: "Try again" }).length).toBeGreaterThan(0);
  });
});

describe("a page", () => {
  test("that a scope does not allow says so", async () => {
    useStandIn((url) => (url.pathname.endsWith("/session") ? session(["read"]) : undefined));
    renderApp("/operate/audit");
    expect(await screen.findByText("You may not see this page")).toBeDefined();
    expect(asked("audit")).toHaveLength(0);
  });

  test("of the project is not for a token of one app, its metadata are", async () => {
    useStandIn((url) => (url.pathname.endsWith("/session") ? session(["read", "operate"], ["shop"]) : undefined));
    renderApp("/operate/overview");
    expect(await screen.findByText("You may not see this page")).toBeDefined();
    const link = await screen.findByRole("link", { name: "Metadata" });
    expect(link.getAttribute("href")).toBe("/operate/metadata");
    cleanup();
    renderApp("/operate/metadata");
    expect(await screen.findByRole("rowheader", { name: "_page_view" })).toBeDefined();
  });

  test("that does not exist leads back", async () => {
    renderApp("/operate/nothing");
    expect(await screen.findByRole("link", { name: "See what the project is doing" })).toBeDefined();
  });
});

describe("runs", () => {
  test("are listed by workflow, a page at a time, and the address holds both", async () => {
    const user = userEvent.setup();
    renderApp("/operate/runs");
    await user.click(await screen.findByRole("button", { name: "Next page" }));
    await waitFor(() => expect(window.location.search).toBe("?page=2"));
    await waitFor(() => expect(asked("runs").at(-1)?.search).toBe("?offset=50&limit=50"));
    await user.click(screen.getByRole("button", { name: /^All workflows/ }));
    await user.click(await screen.findByRole("option", { name: "Load" }));
    await waitFor(() => expect(window.location.search).toBe("?workflow=load"));
    expect(await row("load-20261130T0941")).toBeDefined();
  });

  test("that are parked show their attempts, and are tried again after a question", async () => {
    const user = userEvent.setup();
    renderApp("/operate/runs/load-20261130T0941");
    const attempts = await screen.findByRole("region", { name: "Attempts" });
    expect(within(attempts).getAllByText("Failed")).toHaveLength(3);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    const dialog = await screen.findByRole("alertdialog", { name: "Try this run again?" });
    await user.click(within(dialog).getByRole("button", { name: "Try again" }));
    expect(await within(dialog).findByText(/^The run is free again/)).toBeDefined();
    await user.click(within(dialog).getByRole("button", { name: "Close" }));
    expect(await screen.findByText("Waiting")).toBeDefined();
    await waitFor(() => expect(screen.queryByRole("button", { name: "Try again" })).toBeNull());
  });

  test("have jobs whose report says what became of everything", async () => {
    renderApp("/operate/jobs/20261130T094003-1c77b2");
    const law = await screen.findByRole("article", { name: "Law of counts" });
    expect(within(law).getAllByText("All accounted for")).toHaveLength(2);
    const rejected = screen.getByRole("article", { name: "Rejected by reason" });
    expect(within(rejected).getByRole("link", { name: "bot" }).getAttribute("href")).toBe("/operate/rejects/bot");
  });
});

describe("files", () => {
  test("that are quarantined are retried, those that were chosen", async () => {
    const user = userEvent.setup();
    renderApp("/operate/files?state=quarantined");
    await user.click(await screen.findByRole("checkbox", { name: /collect-2-17590/ }));
    await user.click(screen.getByRole("button", { name: "Retry 1 file" }));
    const dialog = await screen.findByRole("alertdialog");
    await user.click(within(dialog).getByRole("button", { name: "Retry 1 file" }));
    expect(await within(dialog).findByText("1 file is released. The next run tries it again.")).toBeDefined();
    await user.click(within(dialog).getByRole("button", { name: "Close" }));
    await waitFor(() => expect(screen.queryByRole("checkbox", { name: /collect-2-17590/ })).toBeNull());
    expect(screen.getByRole("checkbox", { name: /collect-1-17590/ })).toBeDefined();
  });

  test("of a state without any say why", async () => {
    useStandIn((url) => (url.pathname.endsWith("/files") ? json({ files: [], total: 0 }) : undefined));
    renderApp("/operate/files?state=quarantined");
    expect(await screen.findByText("No file is quarantined.")).toBeDefined();
  });
});

describe("rejects", () => {
  test("are replayed by reason for the days that are shown", async () => {
    const sent: unknown[] = [];
    useStandIn((url, _, body) => {
      if (url.pathname.endsWith("/replays")) sent.push(JSON.parse(body));
      return undefined;
    });
    const user = userEvent.setup();
    renderApp("/operate/rejects?range=all");
    expect(within(await row("truncated_file")).getByText("cannot be replayed")).toBeDefined();
    await user.click(await screen.findByRole("button", { name: "Replay late" }));
    const dialog = await screen.findByRole("alertdialog");
    expect(within(dialog).getByText(/^312 rejects of late/)).toBeDefined();
    await user.click(within(dialog).getByRole("button", { name: "Replay" }));
    expect(await within(dialog).findByText(/^The replay is asked for/)).toBeDefined();
    expect(sent).toEqual([{ reason: "late" }]);
  });

  test("have samples that lead to their explanation", async () => {
    renderApp("/operate/rejects/bot");
    await screen.findAllByText(/Googlebot/);
    const link = screen.getAllByRole("link", { name: "Explain" }).at(-1);
    expect(link?.getAttribute("href")).toMatch(/^\/operate\/explain\?file=.*&line=89$/);
  });

  test("a change that fails can be tried again", async () => {
    let answers = 0;
    useStandIn((url) =>
      url.pathname.endsWith("/replays") && answers++ === 0
        ? json({ title: "x", detail: "the ledger is busy" }, 503)
        : undefined,
    );
    const user = userEvent.setup();
    renderApp("/operate/rejects");
    await user.click(await screen.findByRole("button", { name: "Replay late" }));
    const dialog = await screen.findByRole("alertdialog");
    await user.click(within(dialog).getByRole("button", { name: "Replay" }));
    expect(await within(dialog).findByText("It was not done: the ledger is busy")).toBeDefined();
    await user.click(within(dialog).getByRole("button", { name: "Try again" }));
    expect(await within(dialog).findByText(/^The replay is asked for/)).toBeDefined();
  });
});

describe("the warehouse", () => {
  test("shows loads by state, with their numbers", async () => {
    const user = userEvent.setup();
    renderApp("/operate/loads");
    await user.click(await screen.findByRole("link", { name: "Failed 1" }));
    await waitFor(() => expect(window.location.search).toBe("?state=failed"));
    expect(await screen.findByText(/^cannot be read as Parquet/)).toBeDefined();
    await waitFor(() => expect(screen.getAllByRole("rowheader")).toHaveLength(1));
  });

  test("shows the state of each app on each day in words", async () => {
    renderApp("/operate/models");
    const grid = await screen.findByRole("region", { name: "Days by app" });
    expect(within(grid).getAllByText(/: (Stale|Pending|Failed), built/)).toHaveLength(3);
    expect(within(grid).getAllByText(/: no data$/)).toHaveLength(12);
  });

  test("shows first what differs in its schema", async () => {
    renderApp("/operate/schema");
    const shop = await screen.findByRole("region", { name: "shop" });
    expect(within(shop).getAllByRole("rowheader")[0]?.textContent).toBe("event_v2");
    expect(screen.getByText(/^2 objects differ/)).toBeDefined();
  });

  test("shows the runs that change its schema, each with its steps", async () => {
    const user = userEvent.setup();
    renderApp("/operate/schema");
    await user.click(await screen.findByRole("link", { name: "models-20261130T0900" }));
    const attempts = await screen.findByRole("region", { name: "Attempts" });
    expect(await within(attempts).findByRole("rowheader", { name: /^schema/ })).toBeDefined();
  });
});

describe("metadata", () => {
  test("are searched, and the search is in the address", async () => {
    const user = userEvent.setup();
    renderApp("/operate/metadata");
    await user.type(await screen.findByRole("searchbox"), "order{Enter}");
    await waitFor(() => expect(window.location.search).toBe("?search=order"));
    await waitFor(() =>
      expect(screen.getAllByRole("rowheader").map(({ textContent }) => textContent)).toEqual(["purchase"]),
    );
  });

  test("are described, and the description is shown", async () => {
    const user = userEvent.setup();
    renderApp("/operate/metadata/view_item?app=shop&kind=events");
    await user.click(await screen.findByRole("button", { name: "Edit description" }));
    const dialog = await screen.findByRole("dialog", { name: "Describe view_item" });
    await user.type(within(dialog).getByRole("textbox", { name: "Description" }), "A product page was opened.");
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    expect(await screen.findByText("A product page was opened.")).toBeDefined();
    expect(await screen.findByText("Saved.")).toBeDefined();
  });
});

describe("explain", () => {
  test("shows what becomes of a pasted request, and keeps it out of the address", async () => {
    const user = userEvent.setup();
    renderApp("/operate/explain");
    await user.click(await screen.findByRole("textbox"));
    await user.paste('{"data":"x"}');
    await user.click(screen.getByRole("button", { name: "Explain" }));
    expect(await screen.findByText("rejected: unknown_app")).toBeDefined();
    await waitFor(() => expect(window.location.search).toBe(""));
    await user.click(screen.getByRole("button", { name: "Show the row" }));
    expect(await screen.findByRole("rowheader", { name: "geo_country" })).toBeDefined();
    expect(screen.queryByRole("rowheader", { name: "geo_metro" })).toBeNull();
  });

  test("of a line of a file is a link", async () => {
    renderApp("/operate/explain?file=a.gz&line=12");
    expect(await screen.findByText("event 1: _page_view")).toBeDefined();
    const file = await screen.findByRole("textbox", { name: "Raw file" });
    await waitFor(() => expect((file as HTMLInputElement).value).toBe("a.gz"));
  });
});

describe("the configuration", () => {
  test("shows origins, and masks secrets", async () => {
    renderApp("/operate/configuration?origin=set");
    const secret = await row("store.secret_access_key");
    expect(within(secret).getByText("•••••• (secret)")).toBeDefined();
    expect(within(secret).getByText("environment")).toBeDefined();
    expect(screen.queryByRole("rowheader", { name: "processing.settle" })).toBeNull();
  });
});

describe("the audit log", () => {
  test("goes back in time", async () => {
    const user = userEvent.setup();
    renderApp("/operate/audit");
    await user.click(await screen.findByRole("button", { name: "Older" }));
    await waitFor(() => expect(window.location.search).toBe("?before=15"));
    await waitFor(() => expect(screen.queryByRole("button", { name: "Older" })).toBeNull());
    await user.click(screen.getByRole("button", { name: "Newest" }));
    await waitFor(() => expect(window.location.search).toBe(""));
  });
});

describe("cost", () => {
  test("is shown by day, with its sum", async () => {
    renderApp("/operate/cost?range=7d");
    expect(await screen.findByRole("img", { name: /^Stacked columns of Cost by day, USD/ })).toBeDefined();
    await waitFor(() => expect(screen.getAllByRole("rowheader")).toHaveLength(7));
  });
});
