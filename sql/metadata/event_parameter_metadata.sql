-- Values of properties of events and sessions by UTC day: a result table of the metadata scan (metadata-expiry-schema.md, section
-- 1.3 with differences 4 and 14). Lists are joined with `#|!|#`, in byte order.
--
-- kind: view
-- grain: project_id, app_id, category, month, day_number, value_type, property_name, property_value
-- key: project_id, app_id, category, month, day_number, value_type, property_name, property_value
-- columns:
--   id text required: project, app, category, name and type, joined by #
--   month text required: # and the month of the UTC day, YYYYMM
--   prefix text required: kind, project and app, joined by #
--   project_id text required: project
--   app_id text required: app
--   day_number integer required: day of the month
--   category text required: group of properties
--   event_name_set text: names of the events that have it
--   property_name text required: column, or name of the parameter
--   value_type text: type
--   property_value text required: its first 100 characters
--   count bigint required: rows that have it
--   platform text: platforms of the events
--   truncated boolean required: a value that is counted here was longer
-- depends: parameter_value_day
-- refresh: live
SELECT
  project_id || '#' || app_id || '#' || category || '#' || property_name || '#' || coalesce(value_type, '') AS id,
  strftime(event_date, '#%Y%m') AS month,
  'EVENT_PARAMETER#' || project_id || '#' || app_id AS prefix,
  project_id,
  app_id,
  CAST(extract(DAY FROM event_date) AS INTEGER) AS day_number,
  category,
  string_agg(DISTINCT event_name, '#|!|#' ORDER BY event_name) AS event_name_set,
  property_name,
  value_type,
  property_value,
  CAST(sum(value_count) AS BIGINT) AS count,
  string_agg(DISTINCT platform, '#|!|#' ORDER BY platform) AS platform,
  bool_or(is_truncated) AS truncated
FROM {schema}.parameter_value_day
GROUP BY event_date, project_id, app_id, category, property_name, value_type, property_value;
