-- Finds out which rows of a load go into event_v2 as they are, from their keys and ingest times alone.
--
-- Nearly all do. Of rows that have one key the one with the greatest ingest time wins, and the others are left out
-- (load.md, difference 7). Where ingest times are equal, or the target has the key, whole rows must be compared: such a
-- key is hard, and merge_event_v2 merges its rows. `ranges` is as there.
--
-- kind: statements
-- depends: stage_row_event_v2, event_v2, touched_device_day, touched_utc_day
-- refresh: load
CREATE TABLE {schema}.load_double_event_v2 AS
SELECT event_id, event_timestamp, max(coalesce(ingest_time_msec, -9223372036854775807)) AS newest_msec
FROM {schema}.stage_row_event_v2
GROUP BY event_id, event_timestamp
HAVING count(*) > 1;

CREATE TABLE {schema}.load_hard_event_v2 AS
SELECT t.event_id, t.event_timestamp
FROM {schema}.event_v2 AS t
WHERE {ranges}
  AND EXISTS (SELECT 1 FROM {schema}.stage_row_event_v2 AS r WHERE r.event_id = t.event_id AND r.event_timestamp = t.event_timestamp)
UNION
SELECT r.event_id, r.event_timestamp
FROM {schema}.stage_row_event_v2 AS r
INNER JOIN {schema}.load_double_event_v2 AS d
  ON d.event_id = r.event_id AND d.event_timestamp = r.event_timestamp
  AND d.newest_msec = coalesce(r.ingest_time_msec, -9223372036854775807)
GROUP BY r.event_id, r.event_timestamp
HAVING count(*) > 1;

CREATE TABLE {schema}.load_skip_event_v2 AS
SELECT r.event_id, r.event_timestamp, coalesce(r.ingest_time_msec, -9223372036854775807) AS skipped_msec
FROM {schema}.stage_row_event_v2 AS r
INNER JOIN {schema}.load_double_event_v2 AS d ON d.event_id = r.event_id AND d.event_timestamp = r.event_timestamp
WHERE coalesce(r.ingest_time_msec, -9223372036854775807) < d.newest_msec
UNION
SELECT r.event_id, r.event_timestamp, coalesce(r.ingest_time_msec, -9223372036854775807)
FROM {schema}.stage_row_event_v2 AS r
INNER JOIN {schema}.load_hard_event_v2 AS h ON h.event_id = r.event_id AND h.event_timestamp = r.event_timestamp;

INSERT INTO {schema}.touched_utc_day (load_sequence, event_date)
SELECT DISTINCT {load_sequence}, CAST(event_timestamp AS DATE)
FROM {schema}.stage_row_event_v2;

INSERT INTO {schema}.touched_device_day (load_sequence, event_date, user_pseudo_id)
SELECT DISTINCT
  {load_sequence},
  CAST(r.event_timestamp AT TIME ZONE 'UTC' AT TIME ZONE {timezone} AS DATE),
  r.user_pseudo_id
FROM {schema}.stage_row_event_v2 AS r
WHERE NOT EXISTS (
  SELECT 1
  FROM {schema}.load_skip_event_v2 AS k
  WHERE k.event_id = r.event_id AND k.event_timestamp = r.event_timestamp
    AND k.skipped_msec = coalesce(r.ingest_time_msec, -9223372036854775807)
);

DROP TABLE {schema}.load_double_event_v2;
