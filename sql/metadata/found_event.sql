-- Events that scans found, by name, over all days: the 10,000 most frequent ones. The ledger keeps them for whoever asks.
--
-- kind: query
-- grain: event_name
-- columns:
--   event_name text required: name of the event
--   row_count bigint required: events
--   latest_count bigint required: events of the last day that has some
--   first_date date required: first UTC day that has some
--   last_date date required: last UTC day that has some
--   platform text: platforms, joined with `#|!|#`; long lists are cut
--   sdk_name text: names of SDKs, likewise
--   sdk_version text: versions of SDKs, likewise
-- depends: event_name_day
-- refresh: scan
SELECT
  event_name,
  CAST(sum(event_count) AS BIGINT) AS row_count,
  CAST(sum(CASE WHEN event_date = last_date THEN event_count END) AS BIGINT) AS latest_count,
  min(event_date) AS first_date,
  max(event_date) AS last_date,
  left(string_agg(DISTINCT platform, '#|!|#' ORDER BY platform), 30000) AS platform,
  left(string_agg(DISTINCT sdk_name, '#|!|#' ORDER BY sdk_name), 30000) AS sdk_name,
  left(string_agg(DISTINCT sdk_version, '#|!|#' ORDER BY sdk_version), 30000) AS sdk_version
FROM (
  SELECT d.*, max(event_date) OVER (PARTITION BY event_name) AS last_date
  FROM {schema}.event_name_day AS d
) AS dated
GROUP BY event_name
ORDER BY row_count DESC, event_name
LIMIT 10000;
