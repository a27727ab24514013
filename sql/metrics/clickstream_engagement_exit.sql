-- Sessions by the page and screen that they ended with (models.md, 5.13 with difference 5). A session that runs past
-- midnight has an exit on each day.
--
-- kind: table
-- grain: event_date, platform, aggregation_type, aggregation_dim
-- key: event_date, platform, aggregation_type, aggregation_dim
-- columns:
--   event_date date required: local day
--   platform text: platform
--   aggregation_type text required: Page Title, Page URL Path, Screen Name or Screen Class
--   aggregation_dim text required: the page or screen
--   exit_count bigint required: sessions whose last view it was
--   update_timestamp timestamp now: when the row was written
-- depends: page_day, run_day
-- refresh: day
-- look-back: models.lookback
SELECT p.event_date, p.platform, p.aggregation_type, p.aggregation_dim, CAST(sum(p.exit_count) AS BIGINT) AS exit_count
FROM {schema}.page_day AS p
INNER JOIN {schema}.run_day AS d ON d.event_date = p.event_date AND d.is_built
WHERE p.exit_count > 0
GROUP BY p.event_date, p.platform, p.aggregation_type, p.aggregation_dim;
