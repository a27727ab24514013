-- On which local days and at which hours a device was active on a platform.
--
-- kind: view
-- grain: event_date, platform, user_pseudo_id
-- key: event_date, platform, user_pseudo_id
-- columns:
--   event_date date required: local day
--   platform text: platform
--   user_pseudo_id text required: device
--   last_event_time timestamp required: time of the last event
--   first_session_start_time timestamp: time of the first _session_start
--   first_open_hours integer required: local hours with a _first_open, bit 0 = 0:00 to 1:00
--   other_hours integer required: local hours with other events
-- depends: session_day
-- refresh: live
SELECT
  event_date,
  platform,
  user_pseudo_id,
  max(last_event_time) AS last_event_time,
  min(first_session_start_time) AS first_session_start_time,
  bit_or(first_open_hours) AS first_open_hours,
  bit_or(other_hours) AS other_hours
FROM {schema}.session_day
GROUP BY event_date, platform, user_pseudo_id;
