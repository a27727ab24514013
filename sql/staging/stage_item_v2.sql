-- Rows of a load that can be loaded; duplicate keys are still among them. Rows before the cut of an expiry do not come
-- back.
--
-- kind: lake view
-- grain: row of a lake file
-- columns: those of item_v2 without created_time
-- depends: lake_item_v2
-- refresh: load
SELECT
  event_timestamp, event_id, event_name, platform, user_pseudo_id, user_id, item_id, name, brand, currency, price,
  quantity, creative_name, creative_slot, location_id, category, category2, category3, category4, category5,
  custom_parameters_json_str, custom_parameters, process_info
FROM {schema}.lake_item_v2
WHERE reject_column IS NULL AND event_timestamp >= {expiry_cut};
