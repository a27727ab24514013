-- Events by name and month: what the days of the month have together (metadata-expiry-schema.md, section 1.4).
--
-- kind: view
-- grain: project_id, app_id, event_name, month
-- key: project_id, app_id, event_name, month
-- columns:
--   project_id text required: project
--   app_id text required: app
--   event_name text required: name of the event
--   month date required: first day of the month, UTC
--   event_count bigint required: events of the month
--   latest_count bigint required: events of the last day that has some
--   first_date date required: first day that has some
--   last_date date required: last day that has some
--   platform text: platforms, joined with `#|!|#`
--   sdk_version text: versions of SDKs, likewise
--   sdk_name text: names of SDKs, likewise
-- depends: event_name_day
-- refresh: live
SELECT
  project_id,
  app_id,
  event_name,
  CAST(date_trunc('month', CAST(event_date AS TIMESTAMP)) AS DATE) AS month,
  CAST(sum(event_count) AS BIGINT) AS event_count,
  CAST(sum(CASE WHEN event_date = last_date THEN event_count END) AS BIGINT) AS latest_count,
  min(event_date) AS first_date,
  max(event_date) AS last_date,
  string_agg(DISTINCT platform, '#|!|#' ORDER BY platform) AS platform,
  string_agg(DISTINCT sdk_version, '#|!|#' ORDER BY sdk_version) AS sdk_version,
  string_agg(DISTINCT sdk_name, '#|!|#' ORDER BY sdk_name) AS sdk_name
FROM (
  SELECT
    d.*,
    max(event_date) OVER (
      PARTITION BY project_id, app_id, event_name, date_trunc('month', CAST(event_date AS TIMESTAMP))
    ) AS last_date
  FROM {schema}.event_name_day AS d
) AS day
GROUP BY project_id, app_id, event_name, CAST(date_trunc('month', CAST(event_date AS TIMESTAMP)) AS DATE);
