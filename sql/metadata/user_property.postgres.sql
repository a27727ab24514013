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
  entry.key COLLATE "C" AS property_name,
  (entry.value ->> 'type') COLLATE "C" AS value_type,
  (entry.value ->> 'value') COLLATE "C" AS property_value
FROM {schema}.user_v2 AS u
CROSS JOIN LATERAL jsonb_each(u.user_properties) AS entry
WHERE length(u.user_properties_json_str) < 50000;
