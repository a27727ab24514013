-- Events, views, sessions and engagement of users by page and screen (models.md, 5.11 with difference 3).
--
-- kind: table
-- grain: event_date, platform, aggregation_type, aggregation_dim, user_id
-- key: event_date, platform, aggregation_type, aggregation_dim, user_id
-- columns:
--   event_date date required: local day
--   platform text: platform
--   aggregation_type text required: Page Title, Page URL Path, Screen Name or Screen Class
--   aggregation_dim text required: the page or screen
--   user_id text required: merged user
--   user_engagement_time_seconds real: engagement time of the events; NULL where none has one
--   event_count bigint required: distinct event ids
--   view_count bigint required: distinct event ids of its views
--   session_count bigint required: distinct sessions
--   update_timestamp timestamp now: when the row was written
-- depends: run_page, run_day, run_repeated, user_v2
-- refresh: user (user_id)
-- look-back: models.lookback
WITH page AS (
  SELECT
    p.event_date, p.platform, coalesce(u.user_id, p.user_pseudo_id) AS user_id, p.session_id, p.page_title, p.page_path,
    p.screen_name, p.screen_class, p.engagement_time_msec, p.event_count, p.page_view_count, p.screen_view_count
  FROM {schema}.run_page AS p
  INNER JOIN {schema}.run_day AS d ON d.event_date = p.event_date AND d.is_built
  LEFT JOIN {schema}.user_v2 AS u ON u.user_pseudo_id = p.user_pseudo_id
)

SELECT
  event_date,
  platform,
  aggregation_type,
  aggregation_dim,
  user_id,
  CAST(sum(engagement_time_msec) / CAST(1000 AS DOUBLE) AS REAL) AS user_engagement_time_seconds,
  CAST(sum(event_count) AS BIGINT) AS event_count,
  CAST(sum(view_count) AS BIGINT) AS view_count,
  count(DISTINCT session_id) AS session_count
FROM (
  SELECT
    event_date, platform, 'Page Title' AS aggregation_type, page_title AS aggregation_dim, user_id, session_id, engagement_time_msec,
    event_count, page_view_count AS view_count
  FROM page
  WHERE page_title IS NOT NULL
  UNION ALL
  SELECT
    event_date, platform, 'Page URL Path', page_path, user_id, session_id, engagement_time_msec,
    event_count, page_view_count
  FROM page
  WHERE page_path IS NOT NULL
  UNION ALL
  SELECT
    event_date, platform, 'Screen Name', screen_name, user_id, session_id, engagement_time_msec,
    event_count, screen_view_count
  FROM page
  WHERE screen_name IS NOT NULL
  UNION ALL
  SELECT
    event_date, platform, 'Screen Class', screen_class, user_id, session_id, engagement_time_msec,
    event_count, screen_view_count
  FROM page
  WHERE screen_class IS NOT NULL
  UNION ALL
  SELECT
    event_date, platform, 'Page Title', page_view_page_title, merged_user_id, NULL, NULL,
    count(DISTINCT event_id) - count(*),
    count(DISTINCT CASE WHEN event_name = '_page_view' THEN event_id END) - count(CASE WHEN event_name = '_page_view' THEN 1 END)
  FROM {schema}.run_repeated
  WHERE is_read AND page_view_page_title IS NOT NULL
  GROUP BY event_date, platform, page_view_page_title, merged_user_id
  UNION ALL
  SELECT
    event_date, platform, 'Page URL Path', page_view_page_url_path, merged_user_id, NULL, NULL,
    count(DISTINCT event_id) - count(*),
    count(DISTINCT CASE WHEN event_name = '_page_view' THEN event_id END) - count(CASE WHEN event_name = '_page_view' THEN 1 END)
  FROM {schema}.run_repeated
  WHERE is_read AND page_view_page_url_path IS NOT NULL
  GROUP BY event_date, platform, page_view_page_url_path, merged_user_id
  UNION ALL
  SELECT
    event_date, platform, 'Screen Name', screen_view_screen_name, merged_user_id, NULL, NULL,
    count(DISTINCT event_id) - count(*),
    count(DISTINCT CASE WHEN event_name = '_screen_view' THEN event_id END) - count(CASE WHEN event_name = '_screen_view' THEN 1 END)
  FROM {schema}.run_repeated
  WHERE is_read AND screen_view_screen_name IS NOT NULL
  GROUP BY event_date, platform, screen_view_screen_name, merged_user_id
  UNION ALL
  SELECT
    event_date, platform, 'Screen Class', screen_view_screen_id, merged_user_id, NULL, NULL,
    count(DISTINCT event_id) - count(*),
    count(DISTINCT CASE WHEN event_name = '_screen_view' THEN event_id END) - count(CASE WHEN event_name = '_screen_view' THEN 1 END)
  FROM {schema}.run_repeated
  WHERE is_read AND screen_view_screen_id IS NOT NULL
  GROUP BY event_date, platform, screen_view_screen_id, merged_user_id
) AS typed
GROUP BY event_date, platform, aggregation_type, aggregation_dim, user_id;
