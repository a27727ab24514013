// Serves the compiled assets and the stand-in with the program's headers: node stand-in-server.ts FOLDER PORT.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { answer } from "./stand-in-api.ts";
import { subscribe } from "./stand-in-operate.ts";

export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

const TYPES: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Answers a request to the API; false when it is one for an asset. */
export function answerApi(request: IncomingMessage, response: ServerResponse): boolean {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  if (!url.pathname.startsWith("/api/")) return false;
  if (url.pathname === "/api/v1/events") {
    streamEvents(request, response);
    return true;
  }
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const sent = Buffer.concat(parts).toString();
    const { status, type, body } = answer(url, request.headers.accept, request.method, sent);
    response.writeHead(status, { "content-type": type }).end(status === 204 ? undefined : body);
  });
  return true;
}

function streamEvents(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write("event: operation\ndata: {}\n\n");
  const stop = subscribe((event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
  request.on("close", stop);
}

export function serve(folder: string, port: number) {
  return createServer((request, response) => {
    if (answerApi(request, response)) return;
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://127.0.0.1").pathname));
    const asset = join(folder, path);
    const file = existsSync(asset) && statSync(asset).isFile() ? asset : join(folder, "index.html");
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-security-policy": POLICY,
    });
    createReadStream(file).pipe(response);
  }).listen(port, "127.0.0.1");
}

const [, script, folder, port] = process.argv;
if (script === import.meta.filename && folder && port) serve(folder, Number(port));
