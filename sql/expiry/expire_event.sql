-- Deletes a chunk of `expiring_event`, and records it.
--
-- kind: statements
-- depends: expiring_event, expiry_log
-- refresh: expiry
INSERT INTO {schema}.expiry_log (table_name, from_time, to_time, row_count, expired_time)
SELECT '{table}', {chunk_from}, {chunk_to}, count(*), {run_time}
FROM {schema}.{table} AS t
WHERE t.event_timestamp >= {chunk_from} AND t.event_timestamp < {chunk_to} AND t.event_timestamp < {cut_time};

DELETE FROM {schema}.{table} AS t
WHERE t.event_timestamp >= {chunk_from} AND t.event_timestamp < {chunk_to} AND t.event_timestamp < {cut_time};
