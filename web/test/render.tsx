// Renders components as the console does, with the stand-in for the API; charts are not drawn, their options are kept.
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { vi } from "vitest";
import { createQueryClient } from "../src/api/queries.ts";
import { App } from "../src/app.tsx";
import en from "../src/texts/en.json";
import { LanguageProvider } from "../src/texts/language.tsx";
import { answer, type StandInAnswer } from "./stand-in-api.ts";

/** The URLs of all requests since the test began. */
export const requests: URL[] = [];

/** Answers requests by the stand-in, unless `instead` has another answer. */
export function useStandIn(
  instead: (
    url: URL,
    method: string,
    body: string,
  ) => StandInAnswer | Promise<StandInAnswer | undefined> | undefined = () => undefined,
): void {
  requests.length = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    const url = new URL(request.url);
    requests.push(url);
    const sent = await request.text();
    const { status, type, body, fields } =
      (await instead(url, request.method, sent)) ??
      answer(url, request.headers.get("accept") ?? undefined, request.method, sent);
    return new Response(status === 204 ? null : body, { status, headers: { "content-type": type, ...fields } });
  });
}

export function renderApp(path: string) {
  window.history.replaceState(null, "", path);
  return render(
    <LanguageProvider initial={{ language: "en", catalogue: en }}>
      <App client={createQueryClient()} />
    </LanguageProvider>,
  );
}

export function renderPart(part: ReactNode) {
  return render(
    <LanguageProvider initial={{ language: "en", catalogue: en }}>
      <QueryClientProvider client={createQueryClient()}>{part}</QueryClientProvider>
    </LanguageProvider>,
  );
}
