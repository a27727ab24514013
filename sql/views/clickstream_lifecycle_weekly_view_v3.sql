-- New, retained, returning and lost devices by week (models.md, 3.6 with difference 13). A device counts once a week, on the
-- platform that it began the week with; losses are negative, and only of weeks that are complete.
--
-- kind: view
-- grain: time_period, platform, this_week_value
-- key: time_period, platform, this_week_value
-- columns:
--   time_period timestamp required: local Monday, 0:00
--   platform text: platform
--   this_week_value text required: 1-NEW, 2-RETAINED-ACTIVE, 3-RETURN or 0-CHURN
--   sum bigint required: devices
-- depends: clickstream_lifecycle_view_v2, last_complete_day
-- refresh: live
WITH weekly AS (
  SELECT
    user_pseudo_id,
    platform,
    time_period_week,
    lag(time_period_week) OVER (PARTITION BY user_pseudo_id ORDER BY time_period_week) AS previous_week,
    lead(time_period_week) OVER (PARTITION BY user_pseudo_id ORDER BY time_period_week) AS next_week
  FROM (
    SELECT
      user_pseudo_id,
      platform,
      time_period_week,
      row_number() OVER (
        PARTITION BY user_pseudo_id, time_period_week
        ORDER BY first_event_timestamp, platform NULLS LAST
      ) AS place
    FROM {schema}.clickstream_lifecycle_view_v2
  ) AS placed
  WHERE place = 1
)

SELECT
  time_period_week AS time_period,
  platform,
  CASE
    WHEN previous_week IS NULL THEN '1-NEW'
    WHEN previous_week = time_period_week - INTERVAL '7 days' THEN '2-RETAINED-ACTIVE'
    ELSE '3-RETURN'
  END AS this_week_value,
  count(*) AS sum
FROM weekly
GROUP BY 1, 2, 3
UNION ALL
SELECT
  w.time_period_week + INTERVAL '7 days' AS time_period,
  w.platform,
  '0-CHURN' AS this_week_value,
  -count(*) AS sum
FROM weekly AS w
CROSS JOIN {schema}.last_complete_day AS l
WHERE (w.next_week IS NULL OR w.next_week <> w.time_period_week + INTERVAL '7 days')
  AND CAST(w.time_period_week AS DATE) + 13 <= l.event_date
GROUP BY 1, 2, 3;
