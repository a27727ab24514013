-- Rows of lake files of item_v2 as the warehouse keeps them: maps as canonical JSON, no NaN or infinity. Where
-- `sorted_keys` holds, all files say that their maps have their keys in order. Elsewhere a map may have a key twice: map_concat
-- keeps the last value.
--
-- kind: lake view
-- grain: filename, file_row_number
-- columns: those of item_v2 without created_time, and
--   reject_column text: the first column, in table order, that is NULL and must not be; NULL for a row that can be loaded
--   filename text: the lake file
--   lake_row bigint: number of the row in it, from 1
-- refresh: load
SELECT
  CAST(event_timestamp AS TIMESTAMP) AS event_timestamp,
  event_id, event_name, platform, user_pseudo_id, user_id, item_id, name, brand, currency,
  CASE WHEN isfinite(price) THEN price END AS price,
  CASE WHEN isfinite(quantity) THEN quantity END AS quantity,
  creative_name, creative_slot, location_id, category, category2, category3, category4, category5,
  custom_parameters_json_str,
  to_json(CASE
    WHEN {sorted_keys} THEN CAST(custom_parameters AS MAP(VARCHAR, STRUCT("type" VARCHAR, "value" VARCHAR)))
    ELSE map_from_entries(list_transform(list_sort(map_entries(map_concat(NULL, custom_parameters))), lambda entry: struct_pack(
      key := entry.key, value := struct_pack(type := entry.value.type, value := entry.value.value))))
  END) AS custom_parameters,
  to_json(CASE WHEN {sorted_keys} THEN process_info ELSE map_from_entries(list_sort(map_entries(map_concat(NULL, process_info)))) END) AS process_info,
  CASE
    WHEN event_timestamp IS NULL THEN 'event_timestamp'
    WHEN event_id IS NULL THEN 'event_id'
    WHEN event_name IS NULL THEN 'event_name'
    WHEN user_pseudo_id IS NULL THEN 'user_pseudo_id'
    WHEN item_id IS NULL THEN 'item_id'
  END AS reject_column,
  filename,
  file_row_number + 1 AS lake_row
FROM read_parquet({files}, union_by_name = true, filename = true, file_row_number = true);
