-- Engagement of a day: averages, and what they are made of (models.md, 5.6 with difference 6; dashboards.md, difference 1).
--
-- kind: table
-- grain: event_date, platform
-- key: event_date, platform
-- columns:
--   event_date date required: local day
--   platform text: platform
--   avg_engaged_session_per_user real required: engaged sessions by active users
--   avg_engagement_time_per_session_seconds real required: engagement time by engaged sessions
--   avg_engagement_time_per_user_seconds real required: engagement time by active users
--   active_user_count bigint required: merged users with an event
--   session_count bigint required: sessions
--   engaged_session_count bigint required: engaged sessions
--   engagement_time_msec bigint required: engagement time of engaged sessions
--   update_timestamp timestamp now: when the row was written
-- depends: session_day, run_day, user_v2
-- refresh: day
-- look-back: models.lookback
WITH visit AS (
  SELECT
    v.event_date, v.platform, v.session_id, coalesce(u.user_id, v.user_pseudo_id) AS merged_user_id, v.view_count,
    v.session_duration, v.engagement_time_msec
  FROM {schema}.session_day AS v
  INNER JOIN {schema}.run_day AS d ON d.event_date = v.event_date AND d.is_built
  LEFT JOIN {schema}.user_v2 AS u ON u.user_pseudo_id = v.user_pseudo_id
),

fact AS (
  SELECT
    event_date,
    platform,
    sum(engagement_time_msec) AS engagement_time_msec,
    CASE
      WHEN sum(view_count) > 1 OR max(session_duration) > 10000 OR sum(engagement_time_msec) > 10000 THEN 1
      ELSE 0
    END AS engaged
  FROM visit
  WHERE session_id IS NOT NULL
  GROUP BY event_date, platform, session_id, merged_user_id
),

day AS (
  SELECT
    event_date,
    platform,
    sum(active_user_count) AS active_user_count,
    sum(session_count) AS session_count,
    sum(engaged_session_count) AS engaged_session_count,
    sum(engagement_time_msec) AS engagement_time_msec
  FROM (
    SELECT
      event_date, platform, count(DISTINCT merged_user_id) AS active_user_count, 0 AS session_count,
      0 AS engaged_session_count, 0 AS engagement_time_msec
    FROM visit
    GROUP BY event_date, platform
    UNION ALL
    SELECT event_date, platform, 0, count(*), sum(engaged), sum(engaged * engagement_time_msec)
    FROM fact
    GROUP BY event_date, platform
  ) AS part
  GROUP BY event_date, platform
)

SELECT
  event_date,
  platform,
  CAST(CAST(engaged_session_count AS DOUBLE) / active_user_count AS REAL) AS avg_engaged_session_per_user,
  CAST(
    CAST(engagement_time_msec AS DOUBLE) / greatest(1, engaged_session_count) / 1000 AS REAL
  ) AS avg_engagement_time_per_session_seconds,
  CAST(
    CAST(engagement_time_msec AS DOUBLE) / active_user_count / 1000 AS REAL
  ) AS avg_engagement_time_per_user_seconds,
  CAST(active_user_count AS BIGINT) AS active_user_count,
  CAST(session_count AS BIGINT) AS session_count,
  CAST(engaged_session_count AS BIGINT) AS engaged_session_count,
  CAST(CASE
    WHEN abs(engagement_time_msec) <= 9223372036854775807 THEN engagement_time_msec
    WHEN engagement_time_msec > 0 THEN 9223372036854775807
    WHEN engagement_time_msec < 0 THEN -9223372036854775807
  END AS BIGINT) AS engagement_time_msec
FROM day;
