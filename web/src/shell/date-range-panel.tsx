import { type CalendarDate, parseDate } from "@internationalized/date";
import { Button } from "react-aria-components/Button";
import {
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  CalendarHeading,
} from "react-aria-components/Calendar";
import { Label } from "react-aria-components/Label";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { RangeCalendar } from "react-aria-components/RangeCalendar";
import type { App } from "../api/types.ts";
import { COMPARISONS, type Comparison, type DayRange, PRESETS } from "../state/date-range.ts";
import { useView } from "../state/use-view.ts";
import { useTexts } from "../texts/language.tsx";
import styles from "./date-range-panel.module.css";

interface DateRangePanelProps {
  app: App;
  range: DayRange;
  onDone: () => void;
}

export default function DateRangePanel({ app, range, onDone }: DateRangePanelProps) {
  const [view, change] = useView();
  const { t } = useTexts();
  const last = parseDate(app.last_complete_day ?? range.to.toString());

  const choose = (chosen: { start: CalendarDate; end: CalendarDate }) => {
    change({ range: { preset: null, from: chosen.start.toString(), to: chosen.end.toString() } });
    onDone();
  };

  return (
    <div className={styles.panel}>
      <ul className={styles.presets}>
        {PRESETS.map((preset) => (
          <li key={preset}>
            <button
              type="button"
              aria-pressed={view.range.preset === preset}
              onClick={() => {
                change({ range: { preset } });
                onDone();
              }}
            >
              {t(`preset_${preset}`)}
            </button>
          </li>
        ))}
      </ul>
      <div>
        <RangeCalendar
          aria-label={t("date_range")}
          value={{ start: range.from, end: range.to }}
          onChange={(chosen) => choose({ start: chosen.start as CalendarDate, end: chosen.end as CalendarDate })}
          defaultFocusedValue={range.to.subtract({ months: 1 })}
          visibleDuration={{ months: 2 }}
          {...(app.first_day !== null && { minValue: parseDate(app.first_day) })}
          maxValue={last}
          className={styles.calendar ?? ""}
        >
          <header>
            <Button slot="previous" aria-label={t("previous_month")}>
              ‹
            </Button>
            <CalendarHeading />
            <CalendarHeading offset={{ months: 1 }} />
            <Button slot="next" aria-label={t("next_month")}>
              ›
            </Button>
          </header>
          <div className={styles.months}>
            <Month offset={0} />
            <Month offset={1} />
          </div>
        </RangeCalendar>
        <RadioGroup
          className={styles.comparison ?? ""}
          value={view.comparison}
          onChange={(comparison) => change({ comparison: comparison as Comparison })}
        >
          <Label>{t("comparison")}</Label>
          {COMPARISONS.map((comparison) => (
            <Radio key={comparison} value={comparison}>
              {t(`compare_${comparison}`)}
            </Radio>
          ))}
        </RadioGroup>
      </div>
    </div>
  );
}

function Month({ offset }: { offset: number }) {
  return (
    <CalendarGrid offset={{ months: offset }}>
      <CalendarGridHeader>{(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}</CalendarGridHeader>
      <CalendarGridBody>{(date) => <CalendarCell date={date} className={styles.day ?? ""} />}</CalendarGridBody>
    </CalendarGrid>
  );
}
