// The date range with its presets and comparison. The calendar comes with its first use.
import { lazy, Suspense, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog, DialogTrigger } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import type { App } from "../api/types.ts";
import { comparedRange, type DayRange } from "../state/date-range.ts";
import { useView } from "../state/use-view.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import choice from "./choice.module.css";
import styles from "./date-range-control.module.css";

const DateRangePanel = lazy(() => import("./date-range-panel.tsx"));

export function DateRangeControl({ app, range }: { app: App; range: DayRange }) {
  const [view] = useView();
  const { t } = useTexts();
  const formats = useFormats();
  const [isOpen, setOpen] = useState(false);
  const days = formats.range(range.from.toString(), range.to.toString());
  const compared = comparedRange(range, view.comparison);
  const comparedDays =
    compared && t("compared_with", { range: formats.range(compared.from.toString(), compared.to.toString()) });

  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button className={choice.button ?? ""}>
        <span className={styles.text}>
          <span className="visually-hidden">{`${t("date_range")}: `}</span>
          {view.range.preset !== null && <span className={styles.preset}>{t(`preset_${view.range.preset}`)}</span>}
          <span>{days}</span>
          {comparedDays && <span className={styles.compared}>{comparedDays}</span>}
        </span>
        <span aria-hidden="true" className={choice.arrow} />
      </Button>
      <Popover className={choice.popover ?? ""} placement="bottom start">
        <Dialog aria-label={t("date_range")}>
          <Suspense fallback={<div className={styles.waiting} />}>
            <DateRangePanel app={app} range={range} onDone={() => setOpen(false)} />
          </Suspense>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
