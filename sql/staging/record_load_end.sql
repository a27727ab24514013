-- Records how far the staged events of a load reach. `window_end` is the end of the newest data window of a process run
-- whose lake files are all loaded with this load, in ms, or NULL.
--
-- kind: statements
-- depends: stage_event_v2, load_end
-- refresh: load
DELETE FROM {schema}.load_end
WHERE load_sequence = {load_sequence};

INSERT INTO {schema}.load_end (load_sequence, ingest_time_msec, event_timestamp, window_end_msec)
SELECT {load_sequence}, max(ingest_time_msec), max(event_timestamp), {window_end}
FROM {schema}.stage_event_v2;
