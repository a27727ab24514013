-- New devices by place.
--
-- kind: table
-- grain: event_date, platform, geo_country, geo_city
-- key: event_date, platform, geo_country, geo_city
-- columns:
--   event_date date required: local day
--   platform text: platform
--   geo_country text: country
--   geo_city text: city
--   user_count bigint required: devices with a _first_open there
--   update_timestamp timestamp now: when the row was written
-- depends: first_open_day, run_day
-- refresh: day
-- look-back: models.lookback
SELECT f.event_date, f.platform, f.geo_country, f.geo_city, count(DISTINCT f.user_pseudo_id) AS user_count
FROM {schema}.first_open_day AS f
INNER JOIN {schema}.run_day AS d ON d.event_date = f.event_date AND d.is_built
GROUP BY f.event_date, f.platform, f.geo_country, f.geo_city;
