-- The most frequent values of the properties of events and sessions, of the last month in which each came: at most 50 of a
-- property and type, 200,000 in all.
--
-- kind: query
-- grain: category, property_name, value_type, property_value
-- columns:
--   category text required: group of properties
--   property_name text required: column, or name of the parameter
--   value_type text: type
--   property_value text required: its first 100 characters
--   value_count bigint required: rows that have it
--   is_truncated boolean required: a value that is counted here was longer
-- depends: parameter_value_summary
-- refresh: scan
SELECT category, property_name, value_type, property_value, value_count, is_truncated
FROM (
  SELECT v.*, max(month) OVER (PARTITION BY category, property_name, value_type) AS last_month
  FROM {schema}.parameter_value_summary AS v
) AS dated
WHERE month = last_month
ORDER BY place, value_count DESC, category, property_name, value_type, property_value
LIMIT 200000;
