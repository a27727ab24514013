-- Views by page and screen (models.md, 5.10 with difference 3): those of all users, less the ids that several users share.
--
-- kind: table
-- grain: event_date, platform, aggregation_type, aggregation_dim
-- key: event_date, platform, aggregation_type, aggregation_dim
-- columns:
--   event_date date required: local day
--   platform text: platform
--   aggregation_type text required: Page Title, Page URL Path, Screen Name or Screen Class
--   aggregation_dim text required: the page or screen
--   view_count bigint required: distinct event ids of its views
--   update_timestamp timestamp now: when the row was written
-- depends: clickstream_engagement_page_screen_view_detail, run_day, run_repeated
-- refresh: day
-- look-back: models.lookback
SELECT event_date, platform, aggregation_type, aggregation_dim, CAST(sum(view_count) AS BIGINT) AS view_count
FROM (
  SELECT v.event_date, v.platform, v.aggregation_type, v.aggregation_dim, v.view_count
  FROM {schema}.clickstream_engagement_page_screen_view_detail AS v
  INNER JOIN {schema}.run_day AS d ON d.event_date = v.event_date AND d.is_built
  WHERE v.view_count > 0
  UNION ALL
  SELECT event_date, platform, 'Page Title', page_view_page_title, count(DISTINCT event_id) - count(*)
  FROM (
    SELECT DISTINCT event_date, platform, page_view_page_title, merged_user_id, event_id
    FROM {schema}.run_repeated
    WHERE event_name = '_page_view' AND page_view_page_title IS NOT NULL
  ) AS repeated
  GROUP BY event_date, platform, page_view_page_title
  UNION ALL
  SELECT event_date, platform, 'Page URL Path', page_view_page_url_path, count(DISTINCT event_id) - count(*)
  FROM (
    SELECT DISTINCT event_date, platform, page_view_page_url_path, merged_user_id, event_id
    FROM {schema}.run_repeated
    WHERE event_name = '_page_view' AND page_view_page_url_path IS NOT NULL
  ) AS repeated
  GROUP BY event_date, platform, page_view_page_url_path
  UNION ALL
  SELECT event_date, platform, 'Screen Name', screen_view_screen_name, count(DISTINCT event_id) - count(*)
  FROM (
    SELECT DISTINCT event_date, platform, screen_view_screen_name, merged_user_id, event_id
    FROM {schema}.run_repeated
    WHERE event_name = '_screen_view' AND screen_view_screen_name IS NOT NULL
  ) AS repeated
  GROUP BY event_date, platform, screen_view_screen_name
  UNION ALL
  SELECT event_date, platform, 'Screen Class', screen_view_screen_id, count(DISTINCT event_id) - count(*)
  FROM (
    SELECT DISTINCT event_date, platform, screen_view_screen_id, merged_user_id, event_id
    FROM {schema}.run_repeated
    WHERE event_name = '_screen_view' AND screen_view_screen_id IS NOT NULL
  ) AS repeated
  GROUP BY event_date, platform, screen_view_screen_id
) AS part
GROUP BY event_date, platform, aggregation_type, aggregation_dim;
