-- Attributes of users that the last scan found, with their most frequent values: 200,000 rows at most.
--
-- kind: query
-- grain: category, property_name, value_type, property_value
-- columns:
--   category text required: user for what apps name themselves, user_outer for columns
--   property_name text required: column, or name of the attribute
--   value_type text: type
--   property_value text required: its first 100 characters
--   value_count bigint required: users that have it
--   is_truncated boolean required: a value that is counted here was longer
--   user_count bigint required: users that have the attribute with this type
-- depends: user_attribute_value
-- refresh: scan
SELECT category, property_name, value_type, property_value, value_count, is_truncated, coalesce(user_count, 0) AS user_count
FROM {schema}.user_attribute_value
ORDER BY user_count DESC, category, property_name, value_type, value_count DESC, property_value
LIMIT 200000;
