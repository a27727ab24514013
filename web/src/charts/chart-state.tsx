// Loading, empty and failed charts: each says what is the matter and what to do.
import type { UseQueryResult } from "@tanstack/react-query";
import { Component, type ReactNode } from "react";
import type { ChartResult } from "../api/types.ts";
import { Failure } from "../shell/failure.tsx";
import { useTexts } from "../texts/language.tsx";
import styles from "./chart-state.module.css";
import { hasRows } from "./summary.ts";

interface ChartStateProps {
  query: UseQueryResult<ChartResult>;
  title: string;
  height: number;
  children: (result: ChartResult) => ReactNode;
}

export function ChartState({ query, title, height, children }: ChartStateProps) {
  const { t } = useTexts();
  if (query.isError) {
    return (
      <div className={styles.state} style={{ minHeight: height }}>
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (query.data === undefined) {
    return (
      <div className={styles.skeleton} style={{ height }} role="status">
        <span className="visually-hidden">{t("loading_chart", { chart: title })}</span>
      </div>
    );
  }
  if (!hasRows(query.data)) {
    return (
      <div className={styles.state} style={{ minHeight: height }}>
        <p>{t("empty")}</p>
        <p className={styles.hint}>{t("empty_hint")}</p>
      </div>
    );
  }
  return <DrawingBoundary key={query.dataUpdatedAt}>{children(query.data)}</DrawingBoundary>;
}

/** A chart that cannot be drawn fails alone. A new result is a new try. */
export class DrawingBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return <Failure error={this.state.error} onRetry={() => this.setState({ error: null })} />;
  }
}
