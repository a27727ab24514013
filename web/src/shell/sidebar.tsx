import { Link, useLocation } from "wouter";
import type { App, Sheet } from "../api/types.ts";
import { sheetPath } from "../paths.ts";
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
  sheet: string;
}

/** Apps and sheets. Links keep the filters, so that a question can be followed from sheet to sheet. */
export function Sidebar({ apps, sheets, app, sheet }: SidebarProps) {
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
        onChange={(id) => navigate(sheetPath(id, sheet))}
      />
      <nav aria-label={t("navigation")}>
        <ul>
          {sheets.map(({ id }) => (
            <li key={id}>
              <Link href={sheetPath(app, id) + suffix} aria-current={id === sheet ? "page" : undefined}>
                {texts.sheet(id)}
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
