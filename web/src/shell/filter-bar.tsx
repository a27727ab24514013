// The filters of all charts of a sheet, and how fresh the data is.
import type { App } from "../api/types.ts";
import { NOT_SET } from "../api/types.ts";
import type { DayRange } from "../state/date-range.ts";
import { useView } from "../state/use-view.ts";
import { useFormats, useLanguage, useTexts } from "../texts/language.tsx";
import { DateRangeControl } from "./date-range-control.tsx";
import styles from "./filter-bar.module.css";
import { MultiChoice } from "./multi-choice.tsx";

export function FilterBar({ app, range }: { app: App; range: DayRange }) {
  const [view, change] = useView();
  const { t } = useTexts();
  const { locale } = useLanguage();
  const optionsOf = (values: (string | null)[]) =>
    values
      .map((value) => ({ id: value ?? NOT_SET, name: value ?? t("not_set") }))
      .sort((a, b) => Number(a.id === NOT_SET) - Number(b.id === NOT_SET) || a.name.localeCompare(b.name, locale));
  const isFiltered = view.platforms.length + view.countries.length > 0;

  return (
    <section className={styles.bar} aria-label={t("filters")}>
      <DateRangeControl app={app} range={range} />
      <MultiChoice
        label={t("platform")}
        all={t("all_platforms")}
        options={optionsOf(app.platforms)}
        chosen={view.platforms}
        onChange={(platforms) => change({ platforms })}
      />
      <MultiChoice
        label={t("country")}
        all={t("all_countries")}
        options={optionsOf(app.countries)}
        chosen={view.countries}
        onChange={(countries) => change({ countries })}
      />
      {isFiltered && (
        <button type="button" className={styles.clear} onClick={() => change({ platforms: [], countries: [] })}>
          {t("clear_filters")}
        </button>
      )}
      <Freshness app={app} />
    </section>
  );
}

function Freshness({ app }: { app: App }) {
  const { t } = useTexts();
  const formats = useFormats();
  if (app.last_complete_day === null) return null;
  return (
    <p className={styles.fresh}>
      {t("data_until", { day: formats.day(app.last_complete_day) })}
      {app.refreshed_at !== null && (
        <span title={app.timezone}>{` · ${t("refreshed", { time: formats.instant(app.refreshed_at) })}`}</span>
      )}
    </p>
  );
}
