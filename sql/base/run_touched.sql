-- Devices and local days that changed since the last model run (models.md, difference 7): their events, their sessions,
-- or who they belong to.
--
-- kind: work
-- grain: event_date, user_pseudo_id
-- columns:
--   event_date date required: local day
--   user_pseudo_id text required: device
--   has_events boolean required: events of the day changed, not only the session or the user
-- depends: touched_device_day, touched_session, touched_user
-- previous: session_day
-- refresh: run
SELECT event_date, user_pseudo_id, max(has_events) = 1 AS has_events
FROM (
  SELECT event_date, user_pseudo_id, 1 AS has_events FROM {schema}.touched_device_day
  UNION ALL
  SELECT d.event_date, d.user_pseudo_id, 0 AS has_events
  FROM {schema}.session_day AS d
  INNER JOIN {schema}.touched_session AS t ON t.user_pseudo_id = d.user_pseudo_id AND t.session_id = d.session_id
  UNION ALL
  SELECT d.event_date, d.user_pseudo_id, 0 AS has_events
  FROM {schema}.session_day AS d
  INNER JOIN {schema}.touched_user AS t ON t.user_pseudo_id = d.user_pseudo_id
) AS changed
GROUP BY event_date, user_pseudo_id;
