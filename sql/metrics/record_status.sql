-- Records that a model run rebuilt the days of metric tables; `days` is the relation that holds them, run_day or
-- run_active_day. The first statement serves all tables with the same days, named by `models`. The SELECT of the second is
-- that of one table, `model`; a run inserts those of all tables at once.
--
-- kind: statements
-- depends: refresh_mv_sp_status, last_complete_day
-- refresh: run
DELETE FROM {schema}.refresh_mv_sp_status AS s
USING {schema}.{days} AS d
WHERE s.refresh_name IN ({models}) AND d.event_date = s.refresh_date AND {is_rebuilt};

INSERT INTO {schema}.refresh_mv_sp_status (
  refresh_name, refresh_type, refresh_date, triggerred_by, log_date, state, is_complete, row_count, load_sequence
)
SELECT
  '{model}', 'SP', d.event_date, {triggered_by}, {run_time}, 'done', d.event_date <= l.event_date,
  count(m.event_date), {load_sequence}
FROM {schema}.{days} AS d
CROSS JOIN {schema}.last_complete_day AS l
LEFT JOIN {schema}.{model} AS m ON m.event_date = d.event_date
WHERE {is_rebuilt}
GROUP BY d.event_date, l.event_date;
