-- Parameters that apps name themselves, one row for each event and name. Maps whose text is 50,000 characters or longer are
-- left out.
--
-- kind: view
-- grain: event_id, event_timestamp, property_name
-- columns:
--   event_timestamp timestamp required: time of the event
--   event_id text required: id of the event
--   event_name text required: its name
--   platform text: platform
--   project_id text required: project
--   app_id text required: app
--   property_name text required: name of the parameter
--   value_type text: type as sent
--   property_value text: value
-- depends: event_v2
-- refresh: live
SELECT
  event_timestamp, event_id, event_name, platform, project_id, app_id, entry.key AS property_name,
  entry.value.type AS value_type, entry.value.value AS property_value
FROM (
  SELECT
    event_timestamp, event_id, event_name, platform, project_id, app_id,
    unnest(map_entries(CAST(custom_parameters AS MAP(VARCHAR, STRUCT(type VARCHAR, value VARCHAR))))) AS entry
  FROM {schema}.event_v2
  WHERE length(custom_parameters_json_str) < 50000
) AS unfolded;
