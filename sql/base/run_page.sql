-- Events of a model run by what page and screen they name.
--
-- Clients send any engagement time, so its sum is cut to what the column holds.
--
-- kind: work
-- grain: event_date, platform, user_pseudo_id, session_id, page_title, page_path, screen_name, screen_class
-- columns:
--   event_date date required: local day
--   platform text: platform
--   user_pseudo_id text required: device
--   session_id text: session
--   page_title text: title of the page
--   page_path text: path of the page
--   screen_name text: name of the screen
--   screen_class text: class of the screen
--   event_count bigint required: events
--   engagement_time_msec bigint: sum of engagement times; NULL where no event has one
--   page_view_count bigint required: page views
--   screen_view_count bigint required: screen views
--   page_entrance_count bigint required: page views that began a session
--   screen_entrance_count bigint required: screen views that began a session
-- depends: run_event
-- refresh: run
SELECT
  event_date,
  platform,
  user_pseudo_id,
  session_id,
  page_view_page_title AS page_title,
  page_view_page_url_path AS page_path,
  screen_view_screen_name AS screen_name,
  screen_view_screen_id AS screen_class,
  count(*) AS event_count,
  CAST(CASE
    WHEN abs(sum(user_engagement_time_msec)) <= 9223372036854775807 THEN sum(user_engagement_time_msec)
    WHEN sum(user_engagement_time_msec) > 0 THEN 9223372036854775807
    WHEN sum(user_engagement_time_msec) < 0 THEN -9223372036854775807
  END AS BIGINT) AS engagement_time_msec,
  count(CASE WHEN event_name = '_page_view' THEN 1 END) AS page_view_count,
  count(CASE WHEN event_name = '_screen_view' THEN 1 END) AS screen_view_count,
  count(CASE WHEN event_name = '_page_view' AND page_view_entrances THEN 1 END) AS page_entrance_count,
  count(CASE WHEN event_name = '_screen_view' AND screen_view_entrances THEN 1 END) AS screen_entrance_count
FROM {schema}.run_event
WHERE coalesce(page_view_page_title, page_view_page_url_path, screen_view_screen_name, screen_view_screen_id) IS NOT NULL
GROUP BY
  event_date, platform, user_pseudo_id, session_id, page_view_page_title, page_view_page_url_path,
  screen_view_screen_name, screen_view_screen_id;
