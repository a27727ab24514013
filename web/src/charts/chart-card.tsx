// A chart with everything that belongs to it: title, controls, state of loading, notes, and what is shown on demand.
import { useId } from "react";
import { useChart } from "../api/queries.ts";
import { chartRequest } from "../state/chart-request.ts";
import type { DayRange } from "../state/date-range.ts";
import { type FixedParameters, fixedRange } from "../state/fixed-parameters.ts";
import { useView } from "../state/use-view.ts";
import { useTexts } from "../texts/language.tsx";
import { ChartBody } from "./chart-body.tsx";
import styles from "./chart-card.module.css";
import { type ChartPlace, ChartProvider } from "./chart-context.tsx";
import { ChartControls } from "./chart-controls.tsx";
import { ChartDetails } from "./chart-details.tsx";
import { ChartNotes } from "./chart-notes.tsx";
import { ChartState } from "./chart-state.tsx";
import { heightOf } from "./heights.ts";
import { useVisible } from "./use-visible.ts";

export interface ChartCardProps extends Omit<ChartPlace, "fixed"> {
  range: DayRange;
  /** Parameters that do not follow the page. */
  fixed?: FixedParameters;
  /** How many of the twelve columns of the sheet it takes. */
  span: number;
  /** And how many of its rows. */
  rows: number;
}

const NOTHING: FixedParameters = {};

export function ChartCard({ app, sheet, chart, range, fixed = NOTHING, span, rows }: ChartCardProps) {
  const [view] = useView();
  const title = useTexts().chart(chart.id);
  const heading = useId();
  const [place, isVisible] = useVisible<HTMLElement>();
  const request = chartRequest(app, chart, view, fixedRange(fixed, range), fixed);
  const query = useChart(request, app.data_version, isVisible);

  return (
    <ChartProvider value={{ app, sheet, chart, fixed }}>
      <section
        ref={place}
        className={styles.card}
        aria-labelledby={heading}
        aria-busy={query.isFetching || query.isPending}
        data-chart={chart.id}
        data-kind={chart.kind}
        style={{ "--span": span, "--rows": rows } as React.CSSProperties}
      >
        <header>
          <h2 id={heading}>{title}</h2>
          <ChartControls chart={chart} result={query.data} />
        </header>
        <div className={styles.body} data-old={query.isPlaceholderData ? "" : undefined}>
          <ChartState query={query} title={title} height={heightOf(chart)}>
            {(result) => <ChartBody result={result} />}
          </ChartState>
        </div>
        <ChartNotes chart={chart} result={query.data} />
        <ChartDetails request={request} result={query.data} />
      </section>
    </ChartProvider>
  );
}
