// The console: loads what every page needs, and chooses the page by the address.
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { Link, Redirect, Route, Switch } from "wouter";
import { ApiProblem } from "./api/problem.ts";
import { useApps, useSheets } from "./api/queries.ts";
import type { App as AppInfo, Sheet } from "./api/types.ts";
import styles from "./app.module.css";
import {
  decodedPart,
  EXPLORE_PATTERN,
  FIRST_SHEET,
  OPERATE_PATTERN,
  operatePath,
  SHEET_PATTERN,
  sheetPath,
} from "./paths.ts";
import { SheetPage } from "./sheets/sheet-page.tsx";
import { Failure } from "./shell/failure.tsx";
import { Message } from "./shell/message.tsx";
import { Sidebar } from "./shell/sidebar.tsx";
import { SignIn } from "./shell/sign-in.tsx";
import { readSetting, writeSetting } from "./state/settings.ts";
import { useTexts } from "./texts/language.tsx";

const ExploreRoutes = lazy(() => import("./explore/explore-routes.tsx"));
const OperateRoutes = lazy(() => import("./operate/operate-routes.tsx"));

export function App({ client }: { client: QueryClient }) {
  return (
    <QueryClientProvider client={client}>
      <Console />
    </QueryClientProvider>
  );
}

function Console() {
  const apps = useApps();
  const sheets = useSheets();
  const { t } = useTexts();
  const failed = [apps, sheets].find((query) => query.isError && query.data === undefined);
  if (failed?.error) {
    const retry = () => void Promise.all([apps.refetch(), sheets.refetch()]);
    if (failed.error instanceof ApiProblem && failed.error.status === 401) return <SignIn onDone={retry} />;
    return <Failure error={failed.error} onRetry={retry} />;
  }
  if (apps.data === undefined || sheets.data === undefined) {
    return (
      <p className="visually-hidden" role="status">
        {t("loading")}
      </p>
    );
  }
  return <Pages apps={apps.data} sheets={sheets.data} />;
}

function Pages({ apps, sheets }: { apps: AppInfo[]; sheets: Sheet[] }) {
  const first = apps[0];
  return (
    <Switch>
      <Route path={OPERATE_PATTERN}>
        {({ page, id }) => <OperateRoute apps={apps} sheets={sheets} page={page} id={id} />}
      </Route>
      {first === undefined && <Route component={NoApps} />}
      <Route path="/">
        <Redirect to={sheetPath(first?.id ?? "", FIRST_SHEET)} replace />
      </Route>
      <Route path={SHEET_PATTERN}>
        {({ app, sheet }) => <SheetRoute apps={apps} sheets={sheets} appId={decodedPart(app)} sheetId={sheet} />}
      </Route>
      <Route path={EXPLORE_PATTERN}>
        {({ app, page, id }) => (
          <ExploreRoute apps={apps} sheets={sheets} appId={decodedPart(app)} page={page} id={id} />
        )}
      </Route>
      <Route>
        <Unknown apps={apps} appId={first?.id ?? ""} />
      </Route>
    </Switch>
  );
}

function NoApps() {
  const { t } = useTexts();
  return (
    <Message title={t("no_apps")} hint={t("no_apps_hint")}>
      <Link href={operatePath("overview")}>{t("go_to_operate")}</Link>
    </Message>
  );
}

interface OperateRouteProps {
  apps: AppInfo[];
  sheets: Sheet[];
  page: string;
  id: string | undefined;
}

function OperateRoute({ apps, sheets, page, id }: OperateRouteProps) {
  // Its dashboards are those of the app that was looked at before.
  const last = readSetting("app");
  const appId = (apps.find((app) => app.id === last) ?? apps[0])?.id ?? "";
  return (
    <Frame apps={apps} sheets={sheets} appId={appId} place={`operate/${page}`}>
      <Suspense>
        <OperateRoutes apps={apps} app={appId} page={page} id={id === undefined ? undefined : decodedPart(id)} />
      </Suspense>
    </Frame>
  );
}

interface SheetRouteProps {
  apps: AppInfo[];
  sheets: Sheet[];
  appId: string;
  sheetId: string;
}

function SheetRoute({ apps, sheets, appId, sheetId }: SheetRouteProps) {
  const app = apps.find(({ id }) => id === appId);
  const sheet = sheets.find(({ id }) => id === sheetId);
  return (
    <Frame apps={apps} sheets={sheets} appId={appId} place={sheetId}>
      {app === undefined || sheet === undefined ? (
        <Unknown apps={apps} appId={appId} />
      ) : (
        <SheetPage key={`${app.id}/${sheet.id}`} app={app} sheet={sheet} sheets={sheets} />
      )}
    </Frame>
  );
}

interface ExploreRouteProps {
  apps: AppInfo[];
  sheets: Sheet[];
  appId: string;
  page: string;
  id: string | undefined;
}

function ExploreRoute({ apps, sheets, appId, page, id }: ExploreRouteProps) {
  const app = apps.find(({ id }) => id === appId);
  return (
    <Frame apps={apps} sheets={sheets} appId={appId} place={`explore/${page}`}>
      {app === undefined ? (
        <Unknown apps={apps} appId={appId} />
      ) : (
        <Suspense>
          <ExploreRoutes app={app} sheets={sheets} page={page} id={id} />
        </Suspense>
      )}
    </Frame>
  );
}

interface FrameProps {
  apps: AppInfo[];
  sheets: Sheet[];
  appId: string;
  place: string;
  children: ReactNode;
}

function Frame({ apps, sheets, appId, place, children }: FrameProps) {
  const { t } = useTexts();
  useEffect(() => {
    if (apps.some(({ id }) => id === appId)) writeSetting("app", appId);
  }, [apps, appId]);
  return (
    <div className={styles.console}>
      <a href="#content" className={styles.skip}>
        {t("skip_to_content")}
      </a>
      <Sidebar apps={apps} sheets={sheets} app={appId} place={place} />
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** Of an app that exists, the page is what is unknown. */
function Unknown({ apps, appId }: { apps: AppInfo[]; appId: string }) {
  const { t } = useTexts();
  const app = apps.find(({ id }) => id === appId);
  return (
    <Message title={t(app ? "unknown_page" : "unknown_app", { app: appId })} hint={t("unknown_page_hint")}>
      <Link href={sheetPath((app ?? apps[0])?.id ?? "", FIRST_SHEET)}>{t("go_to_overview")}</Link>
    </Message>
  );
}
