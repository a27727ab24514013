-- Attributes that apps name themselves, one row for each user and name. Maps whose text is 50,000 characters or longer are left
-- out.
--
-- kind: view
-- grain: user_pseudo_id, property_name
-- columns:
--   user_pseudo_id text required: device
--   property_name text required: name of the attribute
--   value_type text: type as sent
--   property_value text: value
-- depends: user_v2
-- refresh: live
SELECT
  u.user_pseudo_id,
  entry_name AS property_name,
  CAST(entry.type AS VARCHAR(255)) AS value_type,
  CAST(entry.value AS VARCHAR(65535)) AS property_value
FROM {schema}.user_v2 AS u, UNPIVOT u.user_properties AS entry AT entry_name
WHERE len(u.user_properties_json_str) < 50000;
