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
  user_pseudo_id, entry.key AS property_name, entry.value.type AS value_type, entry.value.value AS property_value
FROM (
  SELECT
    user_pseudo_id,
    unnest(map_entries(CAST(user_properties AS MAP(VARCHAR, STRUCT(set_time_msec BIGINT, type VARCHAR, value VARCHAR))))) AS entry
  FROM {schema}.user_v2
  WHERE length(user_properties_json_str) < 50000
) AS unfolded;
