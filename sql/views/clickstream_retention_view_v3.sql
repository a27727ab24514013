-- Retention of cohorts: of the devices first seen on a day, how many came back (models.md, 3.4; dashboards.md, difference 3).
--
-- Devices that were never active on their first date on a platform are left out there. Each cohort has a row for every day
-- up to the last complete one, 0 where nobody came back.
--
-- kind: view
-- grain: platform, first_date, day_diff
-- key: platform, first_date, day_diff
-- columns:
--   platform text required: platform
--   first_date date required: local day of the first touch
--   day_diff integer required: days since then
--   returned_user_count bigint required: devices that were active on that day
--   total_users bigint required: devices of the cohort
-- depends: clickstream_retention_base_view, last_complete_day, number
-- refresh: live
WITH seen AS (
  SELECT r.platform, r.first_date, r.day_diff, r.user_pseudo_id
  FROM {schema}.clickstream_retention_base_view AS r
  INNER JOIN (
    SELECT platform, user_pseudo_id
    FROM {schema}.clickstream_retention_base_view
    GROUP BY platform, user_pseudo_id
    HAVING min(day_diff) <= 0
  ) AS present ON present.platform = r.platform AND present.user_pseudo_id = r.user_pseudo_id
),

cohort AS (
  SELECT platform, first_date, count(DISTINCT user_pseudo_id) AS total_users
  FROM seen
  GROUP BY platform, first_date
),

returned AS (
  SELECT platform, first_date, day_diff, count(DISTINCT user_pseudo_id) AS returned_user_count
  FROM seen
  GROUP BY platform, first_date, day_diff
)

SELECT
  c.platform,
  c.first_date,
  n.n AS day_diff,
  coalesce(r.returned_user_count, 0) AS returned_user_count,
  c.total_users
FROM cohort AS c
CROSS JOIN {schema}.last_complete_day AS l
INNER JOIN {schema}.number AS n ON n.n <= {retention_days} AND c.first_date + n.n <= l.event_date
LEFT JOIN returned AS r ON r.platform = c.platform AND r.first_date = c.first_date AND r.day_diff = n.n;
