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
  e.event_timestamp, e.event_id, e.event_name, e.platform, e.project_id, e.app_id,
  entry.key COLLATE "C" AS property_name,
  (entry.value ->> 'type') COLLATE "C" AS value_type,
  (entry.value ->> 'value') COLLATE "C" AS property_value
FROM {schema}.event_v2 AS e
CROSS JOIN LATERAL jsonb_each(e.custom_parameters) AS entry
WHERE length(e.custom_parameters_json_str) < 50000;
