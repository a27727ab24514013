-- Deletes the rows of a table that a run replaces, for `refresh: device`, on days that it does not rebuild as a whole.
--
-- kind: statements
-- depends: run_device
-- refresh: run
DELETE FROM {schema}.{model} AS m
USING {schema}.run_device AS r
WHERE r.event_date = m.event_date AND r.user_pseudo_id = m.user_pseudo_id;
