-- Users that were active in the 1, 7 and 30 local days that end with a day (dashboards.md, difference 2).
--
-- A user who is active on a day counts from there until W days later, or until active again, whichever comes first:
-- a change of +1 on the first day and of -1 on the last. The sum of all changes up to a day is its number of users.
--
-- kind: table
-- grain: event_date, all_platforms, platform
-- key: event_date, all_platforms, platform
-- columns:
--   event_date date required: local day
--   all_platforms boolean required: the row counts users of all platforms; platform is NULL then
--   platform text: platform
--   dau bigint required: merged users of the day
--   wau bigint required: merged users of 7 days
--   mau bigint required: merged users of 30 days
--   update_timestamp timestamp now: when the row was written
-- depends: user_day, run_active_day, user_v2
-- refresh: active day
-- look-back: models.lookback and 29 days
WITH active AS (
  SELECT DISTINCT a.event_date, a.platform, coalesce(u.user_id, a.user_pseudo_id) AS merged_user_id
  FROM {schema}.user_day AS a
  LEFT JOIN {schema}.user_v2 AS u ON u.user_pseudo_id = a.user_pseudo_id
  WHERE a.event_date
    BETWEEN (SELECT min(event_date) FROM {schema}.run_active_day) - 29
    AND (SELECT max(event_date) FROM {schema}.run_active_day)
),

spell AS (
  SELECT
    FALSE AS all_platforms,
    platform,
    event_date,
    lead(event_date) OVER (PARTITION BY platform, merged_user_id ORDER BY event_date) AS next_date
  FROM active
  UNION ALL
  SELECT
    TRUE AS all_platforms,
    NULL AS platform,
    event_date,
    lead(event_date) OVER (PARTITION BY merged_user_id ORDER BY event_date) AS next_date
  FROM (SELECT DISTINCT event_date, merged_user_id FROM active) AS anywhere
),

change AS (
  SELECT all_platforms, platform, change_date, sum(dau) AS dau, sum(wau) AS wau, sum(mau) AS mau
  FROM (
    SELECT all_platforms, platform, event_date AS change_date, 1 AS dau, 1 AS wau, 1 AS mau FROM spell
    UNION ALL
    SELECT all_platforms, platform, event_date + 1, -1, 0, 0 FROM spell
    UNION ALL
    SELECT all_platforms, platform, least(event_date + 7, coalesce(next_date, event_date + 7)), 0, -1, 0 FROM spell
    UNION ALL
    SELECT all_platforms, platform, least(event_date + 30, coalesce(next_date, event_date + 30)), 0, 0, -1 FROM spell
  ) AS step
  GROUP BY all_platforms, platform, change_date
)

SELECT
  d.event_date,
  c.all_platforms,
  c.platform,
  CAST(sum(c.dau) AS BIGINT) AS dau,
  CAST(sum(c.wau) AS BIGINT) AS wau,
  CAST(sum(c.mau) AS BIGINT) AS mau
FROM {schema}.run_active_day AS d
INNER JOIN change AS c ON c.change_date <= d.event_date
GROUP BY d.event_date, c.all_platforms, c.platform
HAVING sum(c.mau) > 0;
