-- Users as they are now, with the first touch as a time.
--
-- A first touch that no calendar holds (clients send anything) counts as none.
--
-- kind: view
-- grain: user_pseudo_id
-- key: user_pseudo_id
-- columns: those of user_v2, and
--   first_touch_time timestamp: first touch in UTC, truncated to the second
--   first_touch_date date: its local day
-- depends: user_v2
-- refresh: live
SELECT
  u.*,
  CASE
    WHEN u.first_touch_time_msec BETWEEN 0 AND 253402214400000
    THEN to_timestamp(u.first_touch_time_msec // 1000) AT TIME ZONE 'UTC'
  END AS first_touch_time,
  CASE
    WHEN u.first_touch_time_msec BETWEEN 0 AND 253402214400000
    THEN CAST(to_timestamp(u.first_touch_time_msec // 1000) AT TIME ZONE {timezone} AS DATE)
  END AS first_touch_date
FROM {schema}.user_v2 AS u;
