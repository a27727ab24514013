-- Properties of events and sessions that scans found, over all days, each with its types: the 10,000 most frequent rows. A
-- property whose type drifts has several.
--
-- kind: query
-- grain: category, property_name, value_type
-- columns:
--   category text required: group of properties
--   property_name text required: column, or name of the parameter
--   value_type text: type
--   row_count bigint required: rows that have it
--   first_date date required: first UTC day that has some
--   last_date date required: last UTC day that has some
--   platform text: platforms of the events, joined with `#|!|#`; long lists are cut; the empty text for columns
--   event_name_set text: names of the events, likewise
-- depends: parameter_day
-- refresh: scan
SELECT
  category,
  property_name,
  value_type,
  CAST(sum(row_count) AS BIGINT) AS row_count,
  min(event_date) AS first_date,
  max(event_date) AS last_date,
  left(string_agg(DISTINCT platform, '#|!|#' ORDER BY platform), 30000) AS platform,
  left(string_agg(DISTINCT event_name, '#|!|#' ORDER BY event_name), 30000) AS event_name_set
FROM {schema}.parameter_day
GROUP BY category, property_name, value_type
ORDER BY 4 DESC, category, property_name, value_type
LIMIT 10000;
