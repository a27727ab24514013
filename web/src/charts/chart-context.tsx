// What the parts of a chart's card share.
import { createContext, useContext, useMemo } from "react";
import type { App, Chart, Column, Sheet, Value } from "../api/types.ts";
import { type FixedParameters, isFixed } from "../state/fixed-parameters.ts";
import { useView } from "../state/use-view.ts";
import { drillDown, openSelectors, parameterOf } from "./drill.ts";

export interface ChartPlace {
  app: App;
  sheet: Sheet;
  chart: Chart;
  /** Parameters that the place fixes. */
  fixed: FixedParameters;
}

const Context = createContext<ChartPlace | null>(null);
export const ChartProvider = Context.Provider;

export function useChartPlace(): ChartPlace {
  const place = useContext(Context);
  if (place === null) throw new Error("useChartPlace outside of ChartProvider");
  return place;
}

/** The action of a click on a value, or null when it has none. */
export type Drill = (column: Column, value: Value) => (() => void) | null;

export function useDrill(): Drill {
  const { sheet, fixed } = useChartPlace();
  const [view, change] = useView();
  return useMemo(() => {
    const selectors = openSelectors(sheet);
    return (column, value) => {
      if (isFixed(fixed, parameterOf(column))) return null;
      const part = drillDown(column, value, selectors, view);
      return part === null ? null : () => change(part);
    };
  }, [sheet, fixed, view, change]);
}
