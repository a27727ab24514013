// Requests to the routes of operation.
import { client, queued } from "./client.ts";

interface Parameters {
  path?: Record<string, string>;
  query?: object;
}

const never = (): AbortSignal => new AbortController().signal;

export function read<T>(path: string, params: Parameters, signal: AbortSignal): Promise<T> {
  return queued<T>(signal, () => client.GET(path as "/api/v1/apps", { params, signal } as never) as never);
}

export function send<T>(method: "POST" | "PUT", path: string, params: Parameters, body?: object): Promise<T> {
  const call = method === "POST" ? client.POST : client.PUT;
  return queued<T>(never(), () => call(path as never, { params, ...(body && { body }) } as never) as never);
}
