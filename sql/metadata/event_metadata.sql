-- Events by name and UTC day: a result table of the metadata scan (metadata-expiry-schema.md, section 1.3). Lists are joined with
-- `#|!|#`, in byte order.
--
-- kind: view
-- grain: event_name, project_id, app_id, month, day_number
-- key: event_name, project_id, app_id, month, day_number
-- columns:
--   id text required: project, app and name, joined by #
--   month text required: # and the month of the UTC day, YYYYMM
--   prefix text required: kind, project and app, joined by #
--   project_id text required: project
--   app_id text required: app
--   day_number integer required: day of the month
--   count bigint required: events
--   event_name text required: name of the event
--   platform text: platforms
--   sdk_version text: versions of SDKs
--   sdk_name text: names of SDKs
-- depends: event_name_day
-- refresh: live
SELECT
  project_id || '#' || app_id || '#' || event_name AS id,
  strftime(event_date, '#%Y%m') AS month,
  'EVENT#' || project_id || '#' || app_id AS prefix,
  project_id,
  app_id,
  CAST(extract(DAY FROM event_date) AS INTEGER) AS day_number,
  CAST(sum(event_count) AS BIGINT) AS count,
  event_name,
  string_agg(DISTINCT platform, '#|!|#' ORDER BY platform) AS platform,
  string_agg(DISTINCT sdk_version, '#|!|#' ORDER BY sdk_version) AS sdk_version,
  string_agg(DISTINCT sdk_name, '#|!|#' ORDER BY sdk_name) AS sdk_name
FROM {schema}.event_name_day
GROUP BY event_date, project_id, app_id, event_name;
