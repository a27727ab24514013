import { type ReactNode, useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import { useSession } from "../api/queries.ts";
import type { App, Sheet } from "../api/types.ts";
import { EXPLORE_PAGES, explorePath, FIRST_ANALYSIS, operatePages, operatePath, sheetPath } from "../paths.ts";
import { useView } from "../state/use-view.ts";
import { viewForOtherSheet, writeView } from "../state/view.ts";
import { useTexts } from "../texts/language.tsx";
import { Choice } from "./choice.tsx";
import { SessionInfo } from "./session-info.tsx";
import { SettingsMenu } from "./settings-menu.tsx";
import styles from "./sidebar.module.css";

interface SidebarProps {
  apps: App[];
  sheets: Sheet[];
  app: string;
  /** Id of a sheet, or `explore/` or `operate/` and a page. */
  place: string;
}

/** Apps, sheets, analyses and operation. Links keep the filters, so that a question can be followed from sheet to sheet. */
export function Sidebar({ apps, sheets, app, place }: SidebarProps) {
  const { t, ...texts } = useTexts();
  const [view] = useView();
  const [, navigate] = useLocation();
  const { data: session } = useSession();
  const search = writeView(viewForOtherSheet(view)).toString();
  const suffix = search === "" ? "" : `?${search}`;
  const isOperate = place.startsWith("operate/");
  const operate = operatePages(session);
  return (
    <div className={styles.sidebar}>
      <p className={styles.product}>
        <img src="/icon.svg" alt="" width="22" height="22" />
        {t("product")}
      </p>
      {isOperate ? (
        <p className={styles.project}>{t("whole_project")}</p>
      ) : (
        <Choice
          label={t("app")}
          value={app}
          options={apps.map(({ id }) => ({ id, name: id }))}
          onChange={(id) => navigate(`/apps/${encodeURIComponent(id)}/${place}`)}
        />
      )}
      <nav aria-label={t("navigation")}>
        {apps.length > 0 && (
          <>
            <ul>
              {sheets.map(({ id }) => (
                <Entry key={id} href={sheetPath(app, id) + suffix} isCurrent={id === place}>
                  {texts.sheet(id)}
                </Entry>
              ))}
            </ul>
            <Section id="explore" title={t("explore")} closed={isOperate ? explorePath(app, FIRST_ANALYSIS) : null}>
              {EXPLORE_PAGES.map((page) => (
                <Entry key={page} href={explorePath(app, page) + suffix} isCurrent={`explore/${page}` === place}>
                  {texts.explore(`kind_${page}`)}
                </Entry>
              ))}
            </Section>
          </>
        )}
        <Section id="operate" title={t("operate")} closed={isOperate ? null : operatePath(operate[0] ?? "overview")}>
          {operate.map((page) => (
            <Entry key={page} href={operatePath(page)} isCurrent={`operate/${page}` === place}>
              {t(`operate_${page}`)}
            </Entry>
          ))}
        </Section>
      </nav>
      <div className={styles.settings}>
        <SessionInfo />
        <SettingsMenu />
      </div>
    </div>
  );
}

interface SectionProps {
  id: string;
  title: string;
  /** Where a section leads that is closed; null: it is open. */
  closed: string | null;
  children: ReactNode;
}

/** Explore or Operate. One of them is open, so that all pages fit on a screen. */
function Section({ id, title, closed, children }: SectionProps) {
  if (closed !== null) {
    return (
      <Link href={closed} className={styles.closed}>
        {title}
      </Link>
    );
  }
  return (
    <>
      <h2 id={id} className={styles.heading}>
        {title}
      </h2>
      <ul aria-labelledby={id}>{children}</ul>
    </>
  );
}

function Entry({ href, isCurrent, children }: { href: string; isCurrent: boolean; children: ReactNode }) {
  const entry = useRef<HTMLLIElement>(null);
  // On a narrow screen the entries are rows that are scrolled sideways.
  useEffect(() => {
    if (isCurrent) entry.current?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }, [isCurrent]);
  return (
    <li ref={entry}>
      <Link href={href} aria-current={isCurrent ? "page" : undefined}>
        {children}
      </Link>
    </li>
  );
}
