-- Users by local hour. The two passes of an hour that a clock change repeats are one (models.md, difference 18).
--
-- kind: view
-- grain: event_date, platform, active_users, new_users
-- key: event_date, platform, active_users, new_users
-- columns:
--   event_date timestamp required: local hour
--   platform text: platform
--   active_users text required: merged user
--   new_users text: the same, where a _first_open was seen
-- depends: user_day, user_v2, number
-- refresh: live
WITH hourly AS (
  SELECT
    CAST(a.event_date AS TIMESTAMP) + h.n * INTERVAL '1 hour' AS event_date,
    a.platform,
    coalesce(u.user_id, a.user_pseudo_id) AS merged_user_id,
    (a.first_open_hours >> h.n) & 1 AS has_first_open,
    (a.other_hours >> h.n) & 1 AS has_other
  FROM {schema}.user_day AS a
  INNER JOIN {schema}.number AS h ON h.n < 24
  LEFT JOIN {schema}.user_v2 AS u ON u.user_pseudo_id = a.user_pseudo_id
)

SELECT event_date, platform, merged_user_id AS active_users, merged_user_id AS new_users
FROM hourly
WHERE has_first_open = 1
UNION
SELECT event_date, platform, merged_user_id AS active_users, NULL AS new_users
FROM hourly
WHERE has_other = 1;
