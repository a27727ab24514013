-- What the events of a model run say of sessions: the rows of session_day that the run replaces.
--
-- Clients send any engagement time, so its sum is cut to what the column holds.
--
-- kind: work
-- grain: event_date, platform, user_pseudo_id, session_id
-- columns:
--   event_date date required: local day
--   platform text: platform
--   user_pseudo_id text required: device
--   session_id text: session
--   event_count bigint required: events
--   view_count bigint required: page and screen views
--   engagement_time_msec bigint required: sum of engagement times
--   session_duration bigint: greatest duration of the session
--   has_first_open boolean required: a _first_open is among them
--   last_event_time timestamp required: time of the last event
--   first_session_start_time timestamp: time of the first _session_start
--   first_open_hours integer required: local hours with a _first_open, bit 0 = 0:00 to 1:00
--   other_hours integer required: local hours with other events
-- depends: run_event
-- refresh: run
SELECT
  event_date,
  platform,
  user_pseudo_id,
  session_id,
  count(*) AS event_count,
  count(CASE WHEN event_name IN ('_page_view', '_screen_view') THEN 1 END) AS view_count,
  coalesce(CAST(CASE
    WHEN abs(sum(user_engagement_time_msec)) <= 9223372036854775807 THEN sum(user_engagement_time_msec)
    WHEN sum(user_engagement_time_msec) > 0 THEN 9223372036854775807
    WHEN sum(user_engagement_time_msec) < 0 THEN -9223372036854775807
  END AS BIGINT), 0) AS engagement_time_msec,
  max(session_duration) AS session_duration,
  bool_or(event_name = '_first_open') AS has_first_open,
  max(event_timestamp) AS last_event_time,
  min(CASE WHEN event_name = '_session_start' THEN event_timestamp END) AS first_session_start_time,
  coalesce(bit_or(CASE WHEN event_name = '_first_open' THEN 1 << event_hour END), 0) AS first_open_hours,
  coalesce(bit_or(CASE WHEN event_name <> '_first_open' THEN 1 << event_hour END), 0) AS other_hours
FROM {schema}.run_event
GROUP BY event_date, platform, user_pseudo_id, session_id;
