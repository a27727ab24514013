import { Link, useLocation } from "wouter";
import type { App, Sheet } from "../api/types.ts";
import { EXPLORE_PAGES, explorePath, sheetPath } from "../paths.ts";
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
  /** Id of a sheet, or `explore/` and a page of Explore. */
  place: string;
}

/** Apps, sheets and analyses. Links keep the filters, so that a question can be followed from sheet to sheet. */
export function Sidebar({ apps, sheets, app, place }: SidebarProps) {
  const { t, ...texts } = useTexts();
  const [view] = useView();
  const [, navigate] = useLocation();
  const search = writeView(viewForOtherSheet(view)).toString();
  const suffix = search === "" ? "" : `?${search}`;
  return (
    <div className={styles.sidebar}>
      <p className={styles.product}>
        <img src="/icon.svg" alt="" width="22" height="22" />
        {t("product")}
      </p>
      <Choice
        label={t("app")}
        value={app}
        options={apps.map(({ id }) => ({ id, name: id }))}
        onChange={(id) => navigate(`/apps/${encodeURIComponent(id)}/${place}`)}
      />
      <nav aria-label={t("navigation")}>
        <ul>
          {sheets.map(({ id }) => (
            <li key={id}>
              <Link href={sheetPath(app, id) + suffix} aria-current={id === place ? "page" : undefined}>
                {texts.sheet(id)}
              </Link>
            </li>
          ))}
        </ul>
        <h2 id="explore" className={styles.heading}>
          {t("explore")}
        </h2>
        <ul aria-labelledby="explore">
          {EXPLORE_PAGES.map((page) => (
            <li key={page}>
              <Link
                href={explorePath(app, page) + suffix}
                aria-current={`explore/${page}` === place ? "page" : undefined}
              >
                {texts.explore(`kind_${page}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.settings}>
        <SessionInfo />
        <SettingsMenu />
      </div>
    </div>
  );
}
