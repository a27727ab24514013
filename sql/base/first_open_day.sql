-- Where devices were at their _first_open, by local day, kept from run to run.
--
-- kind: table
-- grain: event_date, platform, geo_country, geo_city, user_pseudo_id
-- key: event_date, platform, geo_country, geo_city, user_pseudo_id
-- columns:
--   event_date date required: local day
--   platform text: platform
--   geo_country text: country
--   geo_city text: city
--   user_pseudo_id text required: device
-- depends: run_event, run_day, run_device
-- refresh: device
-- look-back: none
SELECT DISTINCT event_date, platform, geo_country, geo_city, user_pseudo_id
FROM {schema}.run_event
WHERE event_name = '_first_open';
