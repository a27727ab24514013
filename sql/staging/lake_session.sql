-- Rows of lake files of session as the warehouse keeps them: maps as canonical JSON, no NaN or infinity. Where
-- `sorted_keys` holds, all files say that their maps have their keys in order. Elsewhere a map may have a key twice: map_concat
-- keeps the last value.
--
-- Times that the lake lacks, or leaves NULL, are completed (load.md, difference 7): the row's own time stands for them.
--
-- kind: lake view
-- grain: filename, file_row_number
-- columns: those of session without created_time, and
--   reject_column text: the first column, in table order, that is NULL and must not be; NULL for a row that can be loaded
--   filename text: the lake file
--   lake_row bigint: number of the row in it, from 1
-- refresh: load
SELECT
  CAST(event_timestamp AS TIMESTAMP) AS event_timestamp,
  user_pseudo_id, session_id, user_id, session_number, session_start_time_msec, session_source, session_medium,
  session_campaign, session_content, session_term, session_campaign_id, session_clid_platform, session_clid,
  session_channel_group, session_source_category,
  to_json(CASE WHEN {sorted_keys} THEN process_info ELSE map_from_entries(list_sort(map_entries(map_concat(NULL, process_info)))) END) AS process_info,
  CASE WHEN user_id IS NOT NULL THEN coalesce(user_id_time_msec, own_time_msec) END AS user_id_time_msec,
  CASE
    WHEN event_timestamp IS NULL THEN 'event_timestamp'
    WHEN user_pseudo_id IS NULL THEN 'user_pseudo_id'
    WHEN session_id IS NULL THEN 'session_id'
  END AS reject_column,
  filename,
  file_row_number + 1 AS lake_row
FROM (
  SELECT *,
  CAST(floor(epoch_us(CAST(event_timestamp AS TIMESTAMP)) / 1000.0) AS BIGINT) AS own_time_msec
  FROM (
    SELECT * FROM read_parquet({files}, union_by_name = true, filename = true, file_row_number = true)
    UNION ALL BY NAME
    SELECT CAST(NULL AS BIGINT) AS user_id_time_msec WHERE FALSE
  )
);
