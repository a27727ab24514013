import styles from "./drawn-chart.module.css";

/** The place of a drawing whose code has not come yet. */
export function DrawingPlace({ height }: { height: number }) {
  return (
    <div className={styles.chart} data-state="loading">
      <div style={{ height }} />
    </div>
  );
}
