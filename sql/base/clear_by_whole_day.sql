-- Deletes the rows of a table that a run replaces, for `refresh: user (COLUMN)` and `refresh: device`, on days that it
-- rebuilds as a whole.
--
-- kind: statements
-- depends: run_day
-- refresh: run
DELETE FROM {schema}.{model} AS m
USING {schema}.run_day AS d
WHERE d.event_date = m.event_date AND d.is_whole AND {is_rebuilt};
