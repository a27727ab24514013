-- What a load must know of each row before it knows what to do with it.
--
-- kind: lake view
-- grain: row of a lake file
-- columns:
--   event_id text required: id of the event
--   event_timestamp timestamp required: time of the event
--   user_pseudo_id text required: device
--   ingest_time_msec bigint: when the request came in
-- depends: stage_event_v2
-- refresh: load
SELECT event_id, event_timestamp, user_pseudo_id, ingest_time_msec
FROM {schema}.stage_event_v2;
