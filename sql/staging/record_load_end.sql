-- Records how far the staged events of a load reach.
--
-- kind: statements
-- depends: stage_event_v2, load_end
-- refresh: load
DELETE FROM {schema}.load_end
WHERE load_sequence = {load_sequence};

INSERT INTO {schema}.load_end (load_sequence, ingest_time_msec, event_timestamp)
SELECT {load_sequence}, max(ingest_time_msec), max(event_timestamp)
FROM {schema}.stage_event_v2;
