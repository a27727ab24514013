-- Values of user attributes: a result table of the metadata scan (metadata-expiry-schema.md, section 1.3 with differences 3 and
-- 14). `value_enum` lists each value with its count, joined by `_`, the most frequent first; values are joined with `#|!|#`.
--
-- kind: view
-- grain: category, property_name, value_type
-- key: category, property_name, value_type
-- columns:
--   id text required: project, app, category, name and type, joined by #
--   month text required: # and the month of the UTC day of the scan, YYYYMM
--   prefix text required: kind, project and app, joined by #
--   project_id text required: project
--   app_id text required: app
--   day_number integer required: day of the month
--   category text required: group of attributes
--   property_name text required: column, or name of the attribute
--   value_type text: type
--   value_enum text required: values and counts
--   truncated boolean required: a listed value was longer than 100 characters
-- depends: user_attribute_value
-- refresh: live
SELECT
  project_id || '#' || app_id || '#' || category || '#' || property_name || '#' || coalesce(value_type, '') AS id,
  strftime(max(scan_date), '#%Y%m') AS month,
  'USER_ATTRIBUTE#' || project_id || '#' || app_id AS prefix,
  project_id,
  app_id,
  CAST(extract(DAY FROM max(scan_date)) AS INTEGER) AS day_number,
  category,
  property_name,
  value_type,
  string_agg(property_value || '_' || value_count, '#|!|#' ORDER BY value_count DESC, property_value) AS value_enum,
  bool_or(is_truncated) AS truncated
FROM {schema}.user_attribute_value
GROUP BY project_id, app_id, category, property_name, value_type;
