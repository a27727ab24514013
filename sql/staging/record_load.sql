-- Records that a batch of lake files was loaded.
--
-- kind: statements
-- depends: load_log
-- refresh: load
INSERT INTO {schema}.load_log (
  load_sequence, load_id, table_name, file_count, rows_read, rows_rejected, rows_expired, rows_inserted, rows_changed,
  rows_deleted, load_time
)
VALUES (
  {load_sequence}, {load_id}, {table_name}, {file_count}, {rows_read}, {rows_rejected}, {rows_expired}, {rows_inserted},
  {rows_changed}, {rows_deleted}, {load_time}
);
