-- Takes rows out of event_v2 whose lake rows were retired, before what is left of their keys in the lake is merged from
-- `stage_event_v2`.
-- `retired_key_event_v2` has the keys; `retired_event_v2` keeps the rows as they were.
-- `ranges` is a condition on event_timestamp that holds for every key.
--
-- kind: statements
-- depends: event_v2, touched_device_day, touched_utc_day
-- refresh: load
CREATE TABLE {schema}.retired_event_v2 AS
SELECT t.*
FROM {schema}.event_v2 AS t
WHERE {ranges}
  AND EXISTS (SELECT 1 FROM {schema}.retired_key_event_v2 AS k WHERE k.event_id = t.event_id AND k.event_timestamp = t.event_timestamp);

INSERT INTO {schema}.touched_utc_day (load_sequence, event_date)
SELECT DISTINCT {load_sequence}, CAST(event_timestamp AS DATE)
FROM {schema}.retired_event_v2;

-- Devices and days that lose events.
INSERT INTO {schema}.touched_device_day (load_sequence, event_date, user_pseudo_id)
SELECT DISTINCT
  {load_sequence},
  CAST(event_timestamp AT TIME ZONE 'UTC' AT TIME ZONE {timezone} AS DATE),
  user_pseudo_id
FROM {schema}.retired_event_v2;

DELETE FROM {schema}.event_v2 AS t
USING {schema}.retired_event_v2 AS r
WHERE t.event_id = r.event_id AND t.event_timestamp = r.event_timestamp;
