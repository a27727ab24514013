-- Deletes the rows of a table that a run replaces, for `refresh: user (COLUMN)`.
--
-- kind: statements
-- depends: run_day, run_user
-- refresh: run
DELETE FROM {schema}.{model} AS m
USING {schema}.run_day AS d
WHERE d.event_date = m.event_date AND d.is_built AND d.is_whole;

DELETE FROM {schema}.{model} AS m
USING {schema}.run_user AS r
WHERE r.event_date = m.event_date AND r.merged_user_id = m.{column};
