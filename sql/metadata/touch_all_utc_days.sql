-- Makes the next scan read every day again. What was found of days before the cut of an expiry stays.
--
-- kind: statements
-- depends: event_v2, session, touched_utc_day, expiry_cut
-- refresh: scan
DELETE FROM {schema}.event_name_day AS m
WHERE NOT EXISTS (SELECT 1 FROM {schema}.expiry_cut AS c WHERE c.cut_time > CAST(m.event_date AS TIMESTAMP));

DELETE FROM {schema}.parameter_day AS m
WHERE NOT EXISTS (SELECT 1 FROM {schema}.expiry_cut AS c WHERE c.cut_time > CAST(m.event_date AS TIMESTAMP));

DELETE FROM {schema}.parameter_value_day AS m
WHERE NOT EXISTS (SELECT 1 FROM {schema}.expiry_cut AS c WHERE c.cut_time > CAST(m.event_date AS TIMESTAMP));

INSERT INTO {schema}.touched_utc_day (load_sequence, event_date)
SELECT {load_sequence}, CAST(event_timestamp AS DATE)
FROM {schema}.event_v2
UNION
SELECT {load_sequence}, CAST(event_timestamp AS DATE)
FROM {schema}.session;
