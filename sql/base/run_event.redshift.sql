-- The events that a model run reads: those of its days, on days that are not rebuilt as a whole those of its devices.
-- Every metric comes from here, or from what earlier runs kept. Redshift has no LATERAL.
--
-- kind: work
-- grain: event_id, event_timestamp
-- columns: those of day_event
-- depends: day_event, run_day, run_device, run_range
-- refresh: run
SELECT e.*
FROM {schema}.day_event AS e
INNER JOIN {schema}.run_day AS d ON d.event_date = e.event_date AND d.is_read AND d.is_whole
WHERE {whole_ranges}
UNION ALL
SELECT e.*
FROM {schema}.day_event AS e
INNER JOIN {schema}.run_device AS r ON r.event_date = e.event_date AND r.user_pseudo_id = e.user_pseudo_id
WHERE {ranges};
