-- After what is left of retired keys was merged into item_v2: rows that are as they were keep their created_time.
--
-- kind: statements
-- depends: retire_item_v2, merge_item_v2
-- refresh: load
CREATE TABLE {schema}.same_item_v2 AS
SELECT user_pseudo_id, event_id, item_id, event_timestamp
FROM (
  SELECT
    event_timestamp, event_id, event_name, platform, user_pseudo_id, user_id, item_id, name, brand, currency, price,
    quantity, creative_name, creative_slot, location_id, category, category2, category3, category4, category5,
    custom_parameters_json_str, custom_parameters, process_info
  FROM {schema}.item_v2 AS t
  WHERE {ranges}
    AND EXISTS (SELECT 1 FROM {schema}.retired_key_item_v2 AS k WHERE k.user_pseudo_id = t.user_pseudo_id AND k.event_id = t.event_id AND k.item_id = t.item_id AND k.event_timestamp = t.event_timestamp)
  INTERSECT
  SELECT
    event_timestamp, event_id, event_name, platform, user_pseudo_id, user_id, item_id, name, brand, currency, price,
    quantity, creative_name, creative_slot, location_id, category, category2, category3, category4, category5,
    custom_parameters_json_str, custom_parameters, process_info
  FROM {schema}.retired_item_v2
) AS same;

UPDATE {schema}.item_v2 AS t
SET created_time = r.created_time
FROM {schema}.retired_item_v2 AS r
INNER JOIN {schema}.same_item_v2 AS s ON s.user_pseudo_id = r.user_pseudo_id AND s.event_id = r.event_id AND s.item_id = r.item_id AND s.event_timestamp = r.event_timestamp
WHERE t.user_pseudo_id = r.user_pseudo_id AND t.event_id = r.event_id AND t.item_id = r.item_id AND t.event_timestamp = r.event_timestamp;

DROP TABLE {schema}.same_item_v2;

DROP TABLE {schema}.retired_item_v2;
