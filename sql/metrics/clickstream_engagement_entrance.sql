-- Sessions by the page and screen that they began with (models.md, 5.12 with difference 4).
--
-- kind: table
-- grain: event_date, platform, aggregation_type, aggregation_dim
-- key: event_date, platform, aggregation_type, aggregation_dim
-- columns:
--   event_date date required: local day
--   platform text: platform
--   aggregation_type text required: Page Title, Page URL Path, Screen Name or Screen Class
--   aggregation_dim text required: the page or screen
--   entrance_count bigint required: distinct event ids of its views that began a session
--   update_timestamp timestamp now: when the row was written
-- depends: page_day, run_day, run_repeated
-- refresh: day
-- look-back: models.lookback
SELECT event_date, platform, aggregation_type, aggregation_dim, CAST(sum(entrance_count) AS BIGINT) AS entrance_count
FROM (
  SELECT p.event_date, p.platform, p.aggregation_type, p.aggregation_dim, p.entrance_count
  FROM {schema}.page_day AS p
  INNER JOIN {schema}.run_day AS d ON d.event_date = p.event_date AND d.is_built
  WHERE p.entrance_count > 0
  UNION ALL
  SELECT event_date, platform, 'Page Title', page_view_page_title, count(DISTINCT event_id) - count(*)
  FROM {schema}.run_repeated
  WHERE event_name = '_page_view' AND page_view_entrances AND page_view_page_title IS NOT NULL
  GROUP BY event_date, platform, page_view_page_title
  UNION ALL
  SELECT event_date, platform, 'Page URL Path', page_view_page_url_path, count(DISTINCT event_id) - count(*)
  FROM {schema}.run_repeated
  WHERE event_name = '_page_view' AND page_view_entrances AND page_view_page_url_path IS NOT NULL
  GROUP BY event_date, platform, page_view_page_url_path
  UNION ALL
  SELECT event_date, platform, 'Screen Name', screen_view_screen_name, count(DISTINCT event_id) - count(*)
  FROM {schema}.run_repeated
  WHERE event_name = '_screen_view' AND screen_view_entrances AND screen_view_screen_name IS NOT NULL
  GROUP BY event_date, platform, screen_view_screen_name
  UNION ALL
  SELECT event_date, platform, 'Screen Class', screen_view_screen_id, count(DISTINCT event_id) - count(*)
  FROM {schema}.run_repeated
  WHERE event_name = '_screen_view' AND screen_view_entrances AND screen_view_screen_id IS NOT NULL
  GROUP BY event_date, platform, screen_view_screen_id
) AS part
GROUP BY event_date, platform, aggregation_type, aggregation_dim;
