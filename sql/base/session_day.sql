-- What each local day's events say of each session, kept from run to run: the state from which activity, retention and the
-- life cycle are computed without reading events again. It holds devices, not merged users, so that a user who changes
-- changes nothing here.
--
-- kind: table
-- grain: event_date, platform, user_pseudo_id, session_id
-- key: event_date, platform, user_pseudo_id, session_id
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
-- depends: run_session, run_day, run_device
-- refresh: device
-- look-back: none
SELECT
  event_date, platform, user_pseudo_id, session_id, event_count, view_count, engagement_time_msec, session_duration,
  has_first_open, last_event_time, first_session_start_time, first_open_hours, other_hours
FROM {schema}.run_session;
