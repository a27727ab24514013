// The pages of operation, each loaded when somebody opens it.
import { lazy, Suspense } from "react";
import { Link } from "wouter";
import { useSession } from "../api/queries.ts";
import type { App } from "../api/types.ts";
import { operatePages, operatePath } from "../paths.ts";
import { Message } from "../shell/message.tsx";
import { useTexts } from "../texts/language.tsx";
import { LiveProvider } from "./live-context.tsx";
import { useOperateTexts } from "./operate-texts.ts";

const OverviewPage = lazy(() => import("./overview-page.tsx"));
const RunsPage = lazy(() => import("./runs-page.tsx"));
const RunPage = lazy(() => import("./run-page.tsx"));
const JobsPage = lazy(() => import("./jobs-page.tsx"));
const JobPage = lazy(() => import("./job-page.tsx"));
const FilesPage = lazy(() => import("./files-page.tsx"));
const RejectsPage = lazy(() => import("./rejects-page.tsx"));
const SamplesPage = lazy(() => import("./samples-page.tsx"));
const LoadsPage = lazy(() => import("./loads-page.tsx"));
const ModelsPage = lazy(() => import("./models-page.tsx"));
const SchemaPage = lazy(() => import("./schema-page.tsx"));
const MetadataPage = lazy(() => import("./metadata-page.tsx"));
const MetadataEntryPage = lazy(() => import("./metadata-entry-page.tsx"));
const CostPage = lazy(() => import("./cost-page.tsx"));
const ExplainPage = lazy(() => import("./explain-page.tsx"));
const ConfigurationPage = lazy(() => import("./configuration-page.tsx"));
const AuditPage = lazy(() => import("./audit-page.tsx"));

interface OperateRoutesProps {
  apps: App[];
  /** The app that was looked at last; empty: there is none. */
  app: string;
  page: string;
  id: string | undefined;
}

export default function OperateRoutes(props: OperateRoutesProps) {
  return (
    <LiveProvider>
      <Suspense>
        <Page {...props} />
      </Suspense>
    </LiveProvider>
  );
}

/** Jobs are a list of the page Runs. */
const pageOf = (page: string): string => (page === "jobs" ? "runs" : page);

function Page({ apps, app, page, id }: OperateRoutesProps) {
  const { t } = useTexts();
  const { o } = useOperateTexts();
  const { data: session } = useSession();
  const offered: string[] = operatePages(session);
  if (session !== undefined && !offered.includes(pageOf(page)) && operatePages(ADMIN).some((one) => one === page)) {
    return <Message title={o("not_allowed")} hint={o("not_allowed_hint")} />;
  }
  switch (page) {
    case "runs":
      return id === undefined ? <RunsPage /> : <RunPage key={id} id={id} />;
    case "jobs":
      return id === undefined ? <JobsPage /> : <JobPage key={id} id={id} />;
    case "rejects":
      return id === undefined ? <RejectsPage apps={apps} /> : <SamplesPage key={id} apps={apps} reason={id} />;
    case "metadata":
      return id === undefined ? (
        <MetadataPage apps={apps} app={app} />
      ) : (
        <MetadataEntryPage key={id} app={app} name={id} />
      );
  }
  if (id === undefined) {
    switch (page) {
      case "overview":
        return <OverviewPage />;
      case "files":
        return <FilesPage />;
      case "loads":
        return <LoadsPage apps={apps} />;
      case "models":
        return <ModelsPage />;
      case "schema":
        return <SchemaPage />;
      case "cost":
        return <CostPage />;
      case "explain":
        return <ExplainPage />;
      case "configuration":
        return <ConfigurationPage />;
      case "audit":
        return <AuditPage />;
    }
  }
  return (
    <Message title={t("unknown_page")} hint={t("unknown_page_hint")}>
      <Link href={operatePath("overview")}>{t("go_to_operate")}</Link>
    </Message>
  );
}

const ADMIN = { scopes: ["read", "operate", "admin"], apps: null } satisfies Parameters<typeof operatePages>[0];
