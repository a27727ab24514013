-- Rows of a load that go into event_v2 as they are (split_event_v2).
--
-- NOT IN, because DuckDB would keep all rows of the files in memory for NOT EXISTS; no column here is ever NULL.
--
-- kind: lake view
-- grain: event_id, event_timestamp
-- columns: those of event_v2
-- depends: stage_event_v2, split_event_v2
-- refresh: load
SELECT s.*, {load_time} AS created_time
FROM {schema}.stage_event_v2 AS s
WHERE (s.event_id, s.event_timestamp, coalesce(s.ingest_time_msec, -9223372036854775807)) NOT IN (
  SELECT event_id, event_timestamp, skipped_msec
  FROM {schema}.load_skip_event_v2
);
