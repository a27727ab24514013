-- Makes the next run a full rebuild: forgets the state of earlier runs and touches every device and day. What loads touched is
-- forgotten, too: it counts days in the time zone that the app had then.
--
-- kind: statements
-- depends: day_event
-- refresh: run
DELETE FROM {schema}.session_day;

DELETE FROM {schema}.first_open_day;

DELETE FROM {schema}.page_day;

DELETE FROM {schema}.touched_device_day;

DELETE FROM {schema}.touched_session;

DELETE FROM {schema}.touched_user;

INSERT INTO {schema}.touched_device_day (load_sequence, event_date, user_pseudo_id)
SELECT DISTINCT {load_sequence}, event_date, user_pseudo_id
FROM {schema}.day_event;
