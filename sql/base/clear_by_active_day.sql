-- Deletes the rows of a table that a run replaces, for `refresh: active day`.
--
-- kind: statements
-- depends: run_active_day
-- refresh: run
DELETE FROM {schema}.{model} AS m
USING {schema}.run_active_day AS d
WHERE d.event_date = m.event_date;
