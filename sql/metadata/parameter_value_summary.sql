-- Values of properties by month: counts of the stored days added up, the first 50 (metadata-expiry-schema.md, difference 3).
--
-- kind: view
-- grain: project_id, app_id, category, property_name, value_type, month, property_value
-- key: project_id, app_id, category, property_name, value_type, month, property_value
-- columns:
--   project_id text required: project
--   app_id text required: app
--   category text required: group of properties
--   property_name text required: column, or name of the parameter
--   value_type text: type
--   month date required: first day of the month, UTC
--   property_value text required: its first 100 characters
--   value_count bigint required: rows that have it
--   is_truncated boolean required: a value that is counted here was longer
--   place bigint required: 1 for the most frequent value; ties by the bytes of the value
-- depends: parameter_value_day
-- refresh: live
SELECT
  project_id, app_id, category, property_name, value_type, month, property_value, value_count, is_truncated, place
FROM (
  SELECT
    counted.*,
    row_number() OVER (
      PARTITION BY project_id, app_id, category, property_name, value_type, month
      ORDER BY value_count DESC, property_value
    ) AS place
  FROM (
    SELECT
      project_id,
      app_id,
      category,
      property_name,
      value_type,
      CAST(date_trunc('month', CAST(event_date AS TIMESTAMP)) AS DATE) AS month,
      property_value,
      CAST(sum(value_count) AS BIGINT) AS value_count,
      bool_or(is_truncated) AS is_truncated
    FROM {schema}.parameter_value_day
    GROUP BY
      project_id, app_id, category, property_name, value_type,
      CAST(date_trunc('month', CAST(event_date AS TIMESTAMP)) AS DATE), property_value
  ) AS counted
) AS ranked
WHERE place <= 50;
