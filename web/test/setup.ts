// jsdom has no layout: what components ask of it is answered here.
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

afterEach(() => {
  if (typeof document !== "undefined") cleanup();
});
