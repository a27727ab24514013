import { Button } from "react-aria-components/Button";
import { Header } from "react-aria-components/Header";
import { Menu, MenuItem, MenuSection, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { setTheme, THEMES, type Theme, useTheme } from "../state/theme.ts";
import { useLanguage } from "../texts/language.tsx";
import { LANGUAGE_NAMES, LANGUAGES, type Language } from "../texts/texts.ts";
import choice from "./choice.module.css";
import styles from "./settings-menu.module.css";

/** Appearance and language of this browser. */
export function SettingsMenu() {
  const theme = useTheme();
  const { language, setLanguage, texts } = useLanguage();
  return (
    <MenuTrigger>
      <Button className={styles.button ?? ""} aria-label={texts.t("settings")}>
        <svg aria-hidden="true" viewBox="0 0 20 20" width="16" height="16">
          <path d="M10 2.5a7.5 7.5 0 1 0 0 15z" fill="currentColor" />
          <circle cx="10" cy="10" r="7.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
        <span>{texts.t("settings")}</span>
      </Button>
      <Popover className={choice.popover ?? ""} placement="top start">
        <Menu className={choice.list ?? ""} aria-label={texts.t("settings")}>
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[theme]}
            onSelectionChange={(keys) => setTheme([...keys][0] as Theme)}
          >
            <Header className={styles.heading ?? ""}>{texts.t("theme")}</Header>
            {THEMES.map((one) => (
              <MenuItem key={one} id={one} className={choice.option ?? ""}>
                {texts.t(`theme_${one}`)}
              </MenuItem>
            ))}
          </MenuSection>
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[language]}
            onSelectionChange={(keys) => setLanguage([...keys][0] as Language)}
          >
            <Header className={styles.heading ?? ""}>{texts.t("language")}</Header>
            {LANGUAGES.map((one) => (
              <MenuItem key={one} id={one} className={choice.option ?? ""}>
                {LANGUAGE_NAMES[one]}
              </MenuItem>
            ))}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
