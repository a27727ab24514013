-- Pages and screens with which the sessions of a device began and ended, by local day, kept from run to run.
--
-- Of a session the last view with a dimension counts, by (event_timestamp, event_bundle_sequence_id, event_id); views
-- without a session have no exit (models.md, difference 5). Entrances are counted as rows here.
--
-- kind: table
-- grain: event_date, platform, aggregation_type, aggregation_dim, user_pseudo_id
-- key: event_date, platform, aggregation_type, aggregation_dim, user_pseudo_id
-- columns:
--   event_date date required: local day
--   platform text: platform
--   aggregation_type text required: Page Title, Page URL Path, Screen Name or Screen Class
--   aggregation_dim text required: the page or screen
--   user_pseudo_id text required: device
--   entrance_count bigint required: views that began a session
--   exit_count bigint required: sessions that ended with it
-- depends: run_event, run_page, run_day, run_device
-- refresh: device
-- look-back: none
SELECT
  event_date,
  platform,
  aggregation_type,
  aggregation_dim,
  user_pseudo_id,
  CAST(sum(entrance_count) AS BIGINT) AS entrance_count,
  CAST(sum(exit_count) AS BIGINT) AS exit_count
FROM (
  SELECT
    event_date, platform, 'Page Title' AS aggregation_type, page_title AS aggregation_dim, user_pseudo_id,
    page_entrance_count AS entrance_count, 0 AS exit_count
  FROM {schema}.run_page
  WHERE page_entrance_count > 0 AND page_title IS NOT NULL
  UNION ALL
  SELECT
    event_date, platform, 'Page URL Path' AS aggregation_type, page_path AS aggregation_dim, user_pseudo_id,
    page_entrance_count AS entrance_count, 0 AS exit_count
  FROM {schema}.run_page
  WHERE page_entrance_count > 0 AND page_path IS NOT NULL
  UNION ALL
  SELECT
    event_date, platform, 'Screen Name' AS aggregation_type, screen_name AS aggregation_dim, user_pseudo_id,
    screen_entrance_count AS entrance_count, 0 AS exit_count
  FROM {schema}.run_page
  WHERE screen_entrance_count > 0 AND screen_name IS NOT NULL
  UNION ALL
  SELECT
    event_date, platform, 'Screen Class' AS aggregation_type, screen_class AS aggregation_dim, user_pseudo_id,
    screen_entrance_count AS entrance_count, 0 AS exit_count
  FROM {schema}.run_page
  WHERE screen_entrance_count > 0 AND screen_class IS NOT NULL
  UNION ALL
  SELECT event_date, platform, 'Page Title', page_view_page_title, user_pseudo_id, 0, 1
  FROM (
    SELECT
      event_date, platform, page_view_page_title, user_pseudo_id,
      row_number() OVER (
        PARTITION BY event_date, user_pseudo_id, session_id
        ORDER BY event_timestamp DESC, event_bundle_sequence_id DESC NULLS LAST, event_id DESC
      ) AS place
    FROM {schema}.run_event
    WHERE event_name = '_page_view' AND page_view_page_title IS NOT NULL AND session_id IS NOT NULL
  ) AS placed
  WHERE place = 1
  UNION ALL
  SELECT event_date, platform, 'Page URL Path', page_view_page_url_path, user_pseudo_id, 0, 1
  FROM (
    SELECT
      event_date, platform, page_view_page_url_path, user_pseudo_id,
      row_number() OVER (
        PARTITION BY event_date, user_pseudo_id, session_id
        ORDER BY event_timestamp DESC, event_bundle_sequence_id DESC NULLS LAST, event_id DESC
      ) AS place
    FROM {schema}.run_event
    WHERE event_name = '_page_view' AND page_view_page_url_path IS NOT NULL AND session_id IS NOT NULL
  ) AS placed
  WHERE place = 1
  UNION ALL
  SELECT event_date, platform, 'Screen Name', screen_view_screen_name, user_pseudo_id, 0, 1
  FROM (
    SELECT
      event_date, platform, screen_view_screen_name, user_pseudo_id,
      row_number() OVER (
        PARTITION BY event_date, user_pseudo_id, session_id
        ORDER BY event_timestamp DESC, event_bundle_sequence_id DESC NULLS LAST, event_id DESC
      ) AS place
    FROM {schema}.run_event
    WHERE event_name = '_screen_view' AND screen_view_screen_name IS NOT NULL AND session_id IS NOT NULL
  ) AS placed
  WHERE place = 1
  UNION ALL
  SELECT event_date, platform, 'Screen Class', screen_view_screen_id, user_pseudo_id, 0, 1
  FROM (
    SELECT
      event_date, platform, screen_view_screen_id, user_pseudo_id,
      row_number() OVER (
        PARTITION BY event_date, user_pseudo_id, session_id
        ORDER BY event_timestamp DESC, event_bundle_sequence_id DESC NULLS LAST, event_id DESC
      ) AS place
    FROM {schema}.run_event
    WHERE event_name = '_screen_view' AND screen_view_screen_id IS NOT NULL AND session_id IS NOT NULL
  ) AS placed
  WHERE place = 1
) AS part
GROUP BY event_date, platform, aggregation_type, aggregation_dim, user_pseudo_id;
