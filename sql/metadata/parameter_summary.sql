-- Properties of events and sessions by month, each with its types: a property whose type drifts has several rows
-- (metadata-expiry-schema.md, section 1.4).
--
-- kind: view
-- grain: project_id, app_id, category, property_name, value_type, month
-- key: project_id, app_id, category, property_name, value_type, month
-- columns:
--   project_id text required: project
--   app_id text required: app
--   category text required: group of properties
--   property_name text required: column, or name of the parameter
--   value_type text: type
--   month date required: first day of the month, UTC
--   row_count bigint required: rows that have it
--   first_date date required: first day that has some
--   last_date date required: last day that has some
--   platform text: platforms of the events, joined with `#|!|#`; the empty text for columns
--   event_name_set text: names of the events, likewise
-- depends: parameter_day
-- refresh: live
SELECT
  project_id,
  app_id,
  category,
  property_name,
  value_type,
  CAST(date_trunc('month', CAST(event_date AS TIMESTAMP)) AS DATE) AS month,
  CAST(sum(row_count) AS BIGINT) AS row_count,
  min(event_date) AS first_date,
  max(event_date) AS last_date,
  string_agg(DISTINCT platform, '#|!|#' ORDER BY platform) AS platform,
  string_agg(DISTINCT event_name, '#|!|#' ORDER BY event_name) AS event_name_set
FROM {schema}.parameter_day
GROUP BY
  project_id, app_id, category, property_name, value_type,
  CAST(date_trunc('month', CAST(event_date AS TIMESTAMP)) AS DATE);
