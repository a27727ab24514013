-- Deletes a chunk of `expiring_log`, and records it.
--
-- kind: statements
-- depends: expiring_log, expiry_log
-- refresh: expiry
INSERT INTO {schema}.expiry_log (table_name, from_time, to_time, row_count, expired_time)
SELECT 'clickstream_log_v2', {chunk_from}, {chunk_to}, count(*), {run_time}
FROM {schema}.clickstream_log_v2 AS t
WHERE t.log_date >= {chunk_from} AND t.log_date < {chunk_to}
  AND t.log_date < (SELECT max(log_date) FROM {schema}.clickstream_log_v2) - {retention} * INTERVAL '1 day';

DELETE FROM {schema}.clickstream_log_v2 AS t
WHERE t.log_date >= {chunk_from} AND t.log_date < {chunk_to}
  AND t.log_date < (SELECT max(log_date) FROM {schema}.clickstream_log_v2) - {retention} * INTERVAL '1 day';
