// jsdom has no layout: what components ask of it is answered here.
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// Other work may share the processor.
configure({ asyncUtilTimeout: 60_000 });

afterEach(() => {
  if (typeof document !== "undefined") cleanup();
});
