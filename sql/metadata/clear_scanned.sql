-- Takes out what a scan has dealt with. A scan is one transaction that sees one state of the warehouse, so that what a load
-- commits meanwhile stays.
--
-- kind: statements
-- depends: touched_utc_day
-- refresh: scan
DELETE FROM {schema}.touched_utc_day;
