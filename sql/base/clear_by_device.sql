-- Deletes the rows of a table that a run replaces, for `refresh: device`.
--
-- kind: statements
-- depends: run_day, run_device
-- refresh: run
DELETE FROM {schema}.{model} AS m
USING {schema}.run_day AS d
WHERE d.event_date = m.event_date AND d.is_read AND d.is_whole;

DELETE FROM {schema}.{model} AS m
USING {schema}.run_device AS r
WHERE r.event_date = m.event_date AND r.user_pseudo_id = m.user_pseudo_id;
