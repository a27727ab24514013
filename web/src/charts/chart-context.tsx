// What the parts of a chart's card share.
import { createContext, useContext, useMemo } from "react";
import type { App, Chart, Column, Sheet, Value } from "../api/types.ts";
import { useView } from "../state/use-view.ts";
import { drillDown, openSelectors } from "./drill.ts";

export interface ChartPlace {
  app: App;
  sheet: Sheet;
  chart: Chart;
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
  const { sheet } = useChartPlace();
  const [view, change] = useView();
  return useMemo(() => {
    const selectors = openSelectors(sheet);
    return (column, value) => {
      const part = drillDown(column, value, selectors, view);
      return part === null ? null : () => change(part);
    };
  }, [sheet, view, change]);
}
