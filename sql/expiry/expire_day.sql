-- Deletes a chunk of `expiring_day`, and records it.
--
-- kind: statements
-- depends: expiring_day, expiry_log
-- refresh: expiry
INSERT INTO {schema}.expiry_log (table_name, from_time, to_time, row_count, expired_time)
SELECT '{table}', {chunk_from}, {chunk_to}, count(*), {run_time}
FROM {schema}.{table} AS t
WHERE t.{column} >= CAST({chunk_from} AS DATE) AND t.{column} < CAST({chunk_to} AS DATE) AND t.{column} < {first_kept};

DELETE FROM {schema}.{table} AS t
WHERE t.{column} >= CAST({chunk_from} AS DATE) AND t.{column} < CAST({chunk_to} AS DATE) AND t.{column} < {first_kept};
