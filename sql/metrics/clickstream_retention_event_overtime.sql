-- Events of a day.
--
-- kind: table
-- grain: event_date, platform
-- key: event_date, platform
-- columns:
--   event_date date required: local day
--   platform text: platform
--   event_count bigint required: distinct event ids
--   update_timestamp timestamp now: when the row was written
-- depends: session_day, run_day, run_repeated
-- refresh: day
-- look-back: models.lookback
SELECT event_date, platform, CAST(sum(event_count) AS BIGINT) AS event_count
FROM (
  SELECT v.event_date, v.platform, v.event_count
  FROM {schema}.session_day AS v
  INNER JOIN {schema}.run_day AS d ON d.event_date = v.event_date AND d.is_built
  UNION ALL
  SELECT event_date, platform, count(DISTINCT event_id) - count(*)
  FROM {schema}.run_repeated
  GROUP BY event_date, platform
) AS part
GROUP BY event_date, platform;
