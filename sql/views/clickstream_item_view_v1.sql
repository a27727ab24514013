-- Items of events.
--
-- kind: view
-- grain: user_pseudo_id, event_id, item_id, event_timestamp
-- key: user_pseudo_id, event_id, item_id, event_timestamp
-- columns:
--   event_timestamp timestamp required: time of the event
--   event_id text required: id of the event
--   event_name text required: name of the event
--   platform text: platform
--   user_pseudo_id text required: device
--   user_id text: user id of the event
--   item_id text required: id of the item
--   name text: name
--   brand text: brand
--   currency text: currency of the price
--   price double: price
--   quantity double: quantity
--   creative_name text: name of the creative
--   creative_slot text: slot of the creative
--   location_id text: place
--   category text: category
--   category2 text: second category
--   category3 text: third category
--   category4 text: fourth category
--   category5 text: fifth category
--   custom_parameters_json_str text: all other fields, as JSON
-- depends: item_v2
-- refresh: live
SELECT
  event_timestamp, event_id, event_name, platform, user_pseudo_id, user_id, item_id, name, brand, currency, price,
  quantity, creative_name, creative_slot, location_id, category, category2, category3, category4, category5,
  custom_parameters_json_str
FROM {schema}.item_v2;
