-- Deletes the rows of a table that a run replaces, for `refresh: day`.
--
-- kind: statements
-- depends: run_day
-- refresh: run
DELETE FROM {schema}.{model} AS m
USING {schema}.run_day AS d
WHERE d.event_date = m.event_date AND d.is_built;
