-- Deletes a chunk of `expiring_user`, and records it.
--
-- kind: statements
-- depends: expiring_user, expiry_log
-- refresh: expiry
INSERT INTO {schema}.expiry_log (table_name, from_time, to_time, row_count, expired_time)
SELECT 'user_v2', {chunk_from}, {chunk_to}, count(*), {run_time}
FROM {schema}.user_v2 AS t
WHERE t.event_timestamp >= {chunk_from} AND t.event_timestamp < {chunk_to} AND t.event_timestamp < {cut_time}
  AND NOT EXISTS (
    SELECT 1
    FROM {schema}.event_v2 AS e
    WHERE e.user_pseudo_id = t.user_pseudo_id AND e.event_timestamp >= {cut_time}
  );

DELETE FROM {schema}.user_v2 AS t
WHERE t.event_timestamp >= {chunk_from} AND t.event_timestamp < {chunk_to} AND t.event_timestamp < {cut_time}
  AND NOT EXISTS (
    SELECT 1
    FROM {schema}.event_v2 AS e
    WHERE e.user_pseudo_id = t.user_pseudo_id AND e.event_timestamp >= {cut_time}
  );
