-- New and returning users of a day.
--
-- kind: table
-- grain: event_date, platform, user_type
-- key: event_date, platform, user_type
-- columns:
--   event_date date required: local day
--   platform text: platform
--   user_type text required: NEW on the local day of the first touch, else RETURNING
--   user_count bigint required: merged users
--   update_timestamp timestamp now: when the row was written
-- depends: session_day, run_day, user_now
-- refresh: day
-- look-back: models.lookback
SELECT event_date, platform, user_type, count(DISTINCT merged_user_id) AS user_count
FROM (
  SELECT
    v.event_date,
    v.platform,
    CASE WHEN v.event_date = u.first_touch_date THEN 'NEW' ELSE 'RETURNING' END AS user_type,
    coalesce(u.user_id, v.user_pseudo_id) AS merged_user_id
  FROM {schema}.session_day AS v
  INNER JOIN {schema}.run_day AS d ON d.event_date = v.event_date AND d.is_built
  LEFT JOIN {schema}.user_now AS u ON u.user_pseudo_id = v.user_pseudo_id
) AS active
GROUP BY event_date, platform, user_type;
