import "./styles/tokens.css";
import "./styles/base.css";
import "./charts/charts.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { askEarly, createQueryClient } from "./api/queries.ts";
import { App } from "./app.tsx";
import { startTheme } from "./state/theme.ts";
import { LanguageProvider } from "./texts/language.tsx";

startTheme();
const client = createQueryClient();
askEarly(client);
void import("./charts/drawn-chart.tsx");
void import("./charts/engine.ts");
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element #root");
createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <App client={client} />
    </LanguageProvider>
  </StrictMode>,
);
