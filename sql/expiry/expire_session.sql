-- Deletes a chunk of `expiring_session`, and records it.
--
-- kind: statements
-- depends: expiring_session, expiry_log
-- refresh: expiry
INSERT INTO {schema}.expiry_log (table_name, from_time, to_time, row_count, expired_time)
SELECT 'session', {chunk_from}, {chunk_to}, count(*), {run_time}
FROM {schema}.session AS t
WHERE t.event_timestamp >= {chunk_from} AND t.event_timestamp < {chunk_to} AND t.event_timestamp < {cut_time}
  AND NOT EXISTS (
    SELECT 1
    FROM {schema}.event_v2 AS e
    WHERE e.user_pseudo_id = t.user_pseudo_id AND e.session_id = t.session_id AND e.event_timestamp >= {cut_time}
  );

DELETE FROM {schema}.session AS t
WHERE t.event_timestamp >= {chunk_from} AND t.event_timestamp < {chunk_to} AND t.event_timestamp < {cut_time}
  AND NOT EXISTS (
    SELECT 1
    FROM {schema}.event_v2 AS e
    WHERE e.user_pseudo_id = t.user_pseudo_id AND e.session_id = t.session_id AND e.event_timestamp >= {cut_time}
  );
