// A chart that ECharts draws on a canvas, with its text alternative. The library comes with the first of them.
import type { EChartsType } from "echarts/core";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import styles from "./drawn-chart.module.css";
import { readLook } from "./look.ts";
import { LABEL_SIZE, type Option } from "./options/drawing.ts";

export interface DrawnChartProps {
  option: Option;
  height: number;
  label: string;
  /** A click on a position of the axis (charts with one), or on an item. */
  onPick?: (index: number, name: string) => void;
  hasAxis?: boolean;
  /** What the option needs besides the usual parts of the library. */
  needs?: "map" | "sankey" | "treemap";
}

export default function DrawnChart({ option, height, label, onPick, hasAxis = false, needs }: DrawnChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const pick = useEffectEvent((index: number, name: string) => onPick?.(index, name));

  useEffect(() => {
    let made: EChartsType | null = null;
    let gone = false;
    const start = async () => {
      // A canvas keeps the letters that it was drawn with, so the font has to be there before.
      const font = document.fonts.load(`${LABEL_SIZE}px ${readLook().font}`).catch(() => []);
      const [engine] = await Promise.all([import("./engine.ts"), font]);
      if (needs === "treemap") await import("./treemap-engine.ts");
      if (needs === "sankey") await import("./sankey-engine.ts");
      if (needs === "map") await (await import("./world.ts")).loadWorld();
      if (gone || place.current === null) return;
      made = engine.init(place.current);
      listen(made, hasAxis, pick);
      setChart(made);
    };
    start().catch(setFailure);
    return () => {
      gone = true;
      made?.dispose();
    };
  }, [needs, hasAxis]);

  useEffect(() => {
    chart?.setOption(option, { notMerge: true });
  }, [chart, option]);

  useEffect(() => {
    if (chart === null || place.current === null) return;
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [chart]);

  // The card shows it like a failed request.
  if (failure !== null) throw failure;
  const state = chart === null ? "loading" : "drawn";
  return (
    <div
      role="img"
      aria-label={label}
      className={styles.chart}
      data-state={state}
      data-pickable={onPick ? "" : undefined}
    >
      <div ref={place} style={{ height }} />
    </div>
  );
}

/** Lines are thin, so with an axis a click anywhere above a position counts. */
function listen(chart: EChartsType, hasAxis: boolean, pick: (index: number, name: string) => void): void {
  if (!hasAxis) {
    chart.on("click", ({ dataIndex, name }) => pick(dataIndex, name));
    return;
  }
  chart.getZr().on("click", ({ offsetX, offsetY }) => {
    for (let grid = 0; grid < MAX_GRIDS; grid++) {
      if (!chart.containPixel({ gridIndex: grid }, [offsetX, offsetY])) continue;
      const position = chart.convertFromPixel({ gridIndex: grid }, [offsetX, offsetY])[0];
      if (position !== undefined) pick(Math.round(position), "");
      return;
    }
  });
}

const MAX_GRIDS = 3;
