-- Devices whose events are read on days that are not rebuilt as a whole: the touched ones, and all others of the same
-- merged users.
--
-- kind: work
-- grain: event_date, user_pseudo_id
-- key: event_date, user_pseudo_id
-- columns:
--   event_date date required: local day
--   user_pseudo_id text required: device
-- depends: run_touched, run_day, run_user, user_v2
-- previous: session_day
-- refresh: run
SELECT t.event_date, t.user_pseudo_id
FROM {schema}.run_touched AS t
INNER JOIN {schema}.run_day AS d ON d.event_date = t.event_date AND NOT d.is_whole
WHERE d.is_built OR t.has_events
UNION
SELECT s.event_date, s.user_pseudo_id
FROM {schema}.session_day AS s
LEFT JOIN {schema}.user_v2 AS u ON u.user_pseudo_id = s.user_pseudo_id
INNER JOIN {schema}.run_user AS r
  ON r.event_date = s.event_date AND r.merged_user_id = coalesce(u.user_id, s.user_pseudo_id);
