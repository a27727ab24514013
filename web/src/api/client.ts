// Requests to the API. At most CONCURRENT_REQUESTS run at once, because a browser opens six connections to a server
// and each cold query occupies the warehouse; the others wait, and are not sent when they have been cancelled meanwhile.
import createClient from "openapi-fetch";
import pLimit from "p-limit";
import { ApiProblem, asProblem } from "./problem.ts";
import type { paths } from "./schema.ts";
import type { App, ChartResult, Session, Sheet, SignInWays } from "./types.ts";

export const CONCURRENT_REQUESTS = 4;

const limit = pLimit(CONCURRENT_REQUESTS);
// The global fetch is looked up at each call, so that tests can replace it.
export const client = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  fetch: (request) => fetch(request),
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export async function queued<T>(signal: AbortSignal, send: () => Promise<Answer<T>>): Promise<T> {
  return (await queuedAnswer(signal, send)).data;
}

async function queuedAnswer<T>(signal: AbortSignal, send: () => Promise<Answer<T>>) {
  const answer = await limit(() => {
    signal.throwIfAborted();
    return send().catch(notReached);
  });
  if (answer.data === undefined) throw asProblem(answer.error, answer.response);
  return { data: answer.data, response: answer.response };
}

/** Of a change, which nobody takes back by leaving the page. */
export const uninterrupted = (): AbortSignal => new AbortController().signal;

export function notReached(error: unknown): never {
  if (error instanceof DOMException && error.name === "AbortError") throw error;
  throw new ApiProblem({ type: "unreachable", title: "unreachable", status: 0 });
}

export interface ChartParameters {
  from?: string;
  to?: string;
  compare_from?: string;
  compare_to?: string;
  platform?: string[];
  country?: string[];
  top?: number;
  offset?: number;
  limit?: number;
}

/** A chart's result in one of the forms that the API offers; selectors are parameters of their own name. */
export interface ChartRequest {
  app: string;
  chart: string;
  parameters: ChartParameters;
  selectors: Record<string, string[]>;
}

export function getSession(signal: AbortSignal): Promise<Session> {
  return queued(signal, () => client.GET("/api/v1/session", { signal }));
}

/** Signs in: the answer sets a cookie that scripts cannot read. */
export async function beginSession(token: string): Promise<void> {
  const { error, response } = await client.POST("/api/v1/session", { body: { token } }).catch(notReached);
  if (!response.ok) throw asProblem(error, response);
}

/** Signs out. Returns where the browser goes to sign out at the provider, too, or null. */
export async function endSession(): Promise<string | null> {
  const { data, error, response } = await client.DELETE("/api/v1/session").catch(notReached);
  if (!response.ok) throw asProblem(error, response);
  return data?.continue_at ?? null;
}

export function getSignIn(signal: AbortSignal): Promise<SignInWays> {
  return queued(signal, () => client.GET("/api/v1/sign-in", { signal }));
}

/** The page at which people sign in at the provider; afterwards they are at the path. */
export const providerSignIn = (returnTo: string): string =>
  `/api/v1/sign-in/oidc?return_to=${encodeURIComponent(returnTo)}`;

export async function getApps(signal: AbortSignal): Promise<App[]> {
  return (await queued(signal, () => client.GET("/api/v1/apps", { signal }))).apps;
}

export async function getSheets(signal: AbortSignal): Promise<Sheet[]> {
  return (await queued(signal, () => client.GET("/api/v1/sheets", { signal }))).sheets;
}

// The answer may be CSV, too, of which the document knows no type.
export async function getChart(request: ChartRequest, signal: AbortSignal): Promise<ChartResult> {
  const send = () => client.GET("/api/v1/apps/{app}/charts/{chart}", chartOptions(request, signal));
  const { data, response } = await queuedAnswer<unknown>(signal, send);
  return { ...(data as ChartResult), isOld: /\bttl=-/.test(response.headers.get("Cache-Status") ?? "") };
}

export async function getChartCsv(request: ChartRequest, signal: AbortSignal): Promise<string> {
  const options = { ...chartOptions(request, signal), headers: { Accept: "text/csv" }, parseAs: "text" as const };
  const send = () => client.GET("/api/v1/apps/{app}/charts/{chart}", options);
  return (await queued<unknown>(signal, send)) as string;
}

function chartOptions({ app, chart, parameters, selectors }: ChartRequest, signal: AbortSignal) {
  // Parameters of charts depend on the chart; the document calls them all `others`.
  const query = { ...selectors, ...parameters } as { others?: Record<string, string> };
  return { params: { path: { app, chart }, query }, signal };
}
