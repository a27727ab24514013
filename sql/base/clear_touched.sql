-- Takes out what a run has dealt with. The run is one transaction that sees one state of the warehouse, so that what a load
-- commits meanwhile stays.
--
-- kind: statements
-- depends: touched_device_day, touched_session, touched_user
-- refresh: run
DELETE FROM {schema}.touched_device_day;

DELETE FROM {schema}.touched_session;

DELETE FROM {schema}.touched_user;
