-- Rows of a load that go into event_v2 as they are (split_event_v2).
--
-- kind: lake view
-- grain: event_id, event_timestamp
-- columns: those of event_v2
-- depends: stage_event_v2, split_event_v2
-- refresh: load
SELECT s.*, {load_time} AS created_time
FROM {schema}.stage_event_v2 AS s
WHERE NOT EXISTS (
  SELECT 1
  FROM {schema}.load_skip_event_v2 AS k
  WHERE k.event_id = s.event_id AND k.event_timestamp = s.event_timestamp
    AND k.skipped_msec = coalesce(s.ingest_time_msec, -9223372036854775807)
);
