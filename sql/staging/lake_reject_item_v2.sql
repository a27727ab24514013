-- Rows of a load's files of item_v2 that break a rule of the table (load.md, difference 13).
--
-- kind: lake view
-- grain: filename, lake_row
-- columns:
--   table_name text required: the target
--   reason text required: missing_user or missing_field
--   detail text required: the column that is NULL and must not be
--   filename text required: lake file
--   lake_row bigint required: number of the row in it, from 1
--   original text required: the row as JSON
-- depends: lake_item_v2
-- refresh: load
SELECT
  'item_v2' AS table_name,
  CASE reject_column WHEN 'user_pseudo_id' THEN 'missing_user' ELSE 'missing_field' END AS reason,
  reject_column AS detail,
  filename,
  lake_row,
  CAST(to_json(lake) AS VARCHAR) AS original
FROM {schema}.lake_item_v2 AS lake
WHERE reject_column IS NOT NULL;
