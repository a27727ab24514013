import type { App, Sheet } from "../api/types.ts";
import { ChartCard } from "../charts/chart-card.tsx";
import { FilterBar } from "../shell/filter-bar.tsx";
import { Message } from "../shell/message.tsx";
import { StaleNotice } from "../shell/stale-notice.tsx";
import { rangeOf } from "../state/chart-request.ts";
import { useView } from "../state/use-view.ts";
import { useTexts } from "../texts/language.tsx";
import { placedCharts } from "./layouts.ts";
import { SheetFields } from "./sheet-fields.tsx";
import styles from "./sheet-page.module.css";

interface SheetPageProps {
  app: App;
  sheet: Sheet;
  sheets: Sheet[];
}

export function SheetPage({ app, sheet, sheets }: SheetPageProps) {
  const [view] = useView();
  const { t, ...texts } = useTexts();
  const range = rangeOf(view, app);
  return (
    <>
      <title>{`${texts.sheet(sheet.id)} · ${app.id} · ${t("product")}`}</title>
      <header className={styles.heading}>
        <h1>{texts.sheet(sheet.id)}</h1>
        <p>{texts.question(sheet.id)}</p>
      </header>
      {range === null ? (
        <Message title={t("no_days", { app: app.id })} hint={t("no_days_hint")} />
      ) : (
        <>
          <FilterBar app={app} range={range} />
          <StaleNotice app={app} />
          <SheetFields sheet={sheet} range={range} />
          <div className={styles.grid}>
            {placedCharts(sheet, sheets).map(({ chart, definition, span, rows = 1 }) => (
              <ChartCard key={chart} app={app} sheet={sheet} chart={definition} range={range} span={span} rows={rows} />
            ))}
          </div>
        </>
      )}
    </>
  );
}
