-- Events of users by name.
--
-- Clients send any value, so sums are cut to what the column holds.
--
-- kind: table
-- grain: event_date, platform, user_id, event_name
-- key: event_date, platform, user_id, event_name
-- columns:
--   event_date date required: local day
--   platform text: platform
--   user_id text required: merged user
--   event_name text required: name of the event
--   event_value real: sum of values; NULL where no event has one
--   event_count bigint required: distinct event ids
--   update_timestamp timestamp now: when the row was written
-- depends: run_event, run_day, run_repeated, user_v2
-- refresh: user (user_id)
-- look-back: models.lookback
SELECT
  event_date,
  platform,
  user_id,
  event_name,
  CAST(CASE
    WHEN abs(sum(event_value)) <= 3.4028234e38 THEN sum(event_value)
    WHEN sum(event_value) > 0 THEN 3.4028234e38
    WHEN sum(event_value) < 0 THEN -3.4028234e38
  END AS REAL) AS event_value,
  CAST(sum(event_count) AS BIGINT) AS event_count
FROM (
  SELECT
    e.event_date, e.platform, coalesce(u.user_id, e.user_pseudo_id) AS user_id, e.event_name, e.event_value,
    e.event_count
  FROM (
    SELECT
      event_date, platform, user_pseudo_id, event_name,
      sum(CASE
        WHEN abs(event_value) <= 1e300 THEN event_value WHEN event_value > 0 THEN 1e300 WHEN event_value < 0 THEN -1e300
      END) AS event_value,
      count(*) AS event_count
    FROM {schema}.run_event
    GROUP BY event_date, platform, user_pseudo_id, event_name
  ) AS e
  INNER JOIN {schema}.run_day AS d ON d.event_date = e.event_date AND d.is_built
  LEFT JOIN {schema}.user_v2 AS u ON u.user_pseudo_id = e.user_pseudo_id
  UNION ALL
  SELECT event_date, platform, merged_user_id, event_name, NULL, count(DISTINCT event_id) - count(*)
  FROM {schema}.run_repeated
  WHERE is_read
  GROUP BY event_date, platform, merged_user_id, event_name
) AS part
GROUP BY event_date, platform, user_id, event_name;
