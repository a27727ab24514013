import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { answerApi } from "./test/stand-in-server.ts";

export default defineConfig({
  plugins: [
    react(),
    // React Aria brings its texts in 34 languages.
    { ...optimizeLocales.vite({ locales: ["en-US", "zh-CN"] }), enforce: "pre" },
    {
      name: "stand-in-api",
      configureServer: ({ middlewares }) => {
        middlewares.use((request, response, next) => {
          if (!answerApi(request, response)) next();
        });
      },
    },
  ],
  build: {
    target: "es2023",
    // The policy of the console allows no data: URLs for fonts, and refuses inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    license: { fileName: "licences.txt" },
    chunkSizeWarningLimit: 1200,
  },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.{ts,tsx}"],
    setupFiles: ["test/setup.ts"],
    restoreMocks: true,
    unstubGlobals: true,
    testTimeout: 180_000,
  },
});
