-- Events of the days that are rebuilt whose event_id occurs more than once there; normally none.
--
-- Metrics count distinct event ids (models.md, difference 17). They add up rows, which is fast, and take from here by how
-- much the number of distinct ids is smaller. IN, not a join: DuckDB would join the wide rows of all events with the days
-- first.
--
-- kind: work
-- grain: event_id, event_timestamp
-- columns: those of day_event, and
--   merged_user_id text required: merged user
--   is_read boolean required: run_event holds the event
-- depends: day_event, run_day, run_device, run_range, user_v2
-- refresh: run
SELECT
  e.*,
  coalesce(u.user_id, e.user_pseudo_id) AS merged_user_id,
  d.is_whole OR r.user_pseudo_id IS NOT NULL AS is_read
FROM (
  SELECT *
  FROM {schema}.day_event
  WHERE {ranges}
    AND event_id IN (
      SELECT event_id
      FROM {schema}.event_v2
      WHERE {ranges}
      GROUP BY event_id
      HAVING count(*) > 1
    )
) AS e
INNER JOIN {schema}.run_day AS d ON d.event_date = e.event_date AND d.is_built
LEFT JOIN {schema}.run_device AS r ON r.event_date = e.event_date AND r.user_pseudo_id = e.user_pseudo_id
LEFT JOIN {schema}.user_v2 AS u ON u.user_pseudo_id = e.user_pseudo_id;
