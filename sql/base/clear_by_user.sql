-- Deletes the rows of a table that a run replaces, for `refresh: user (COLUMN)`, on days that it does not rebuild as a whole.
--
-- kind: statements
-- depends: run_user
-- refresh: run
DELETE FROM {schema}.{model} AS m
USING {schema}.run_user AS r
WHERE r.event_date = m.event_date AND r.merged_user_id = m.{column};
