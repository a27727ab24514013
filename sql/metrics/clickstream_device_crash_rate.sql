-- Users by app version, with and without a crash; a user with both kinds of events has two rows.
--
-- kind: table
-- grain: event_date, platform, app_version, merged_user_id, crashed_user_id
-- key: event_date, platform, app_version, merged_user_id, crashed_user_id
-- columns:
--   event_date date required: local day
--   platform text: platform
--   app_version text: version of the app
--   merged_user_id text required: merged user
--   crashed_user_id text: the same, where an _app_exception was seen
--   update_timestamp timestamp now: when the row was written
-- depends: run_hardware, run_day, user_v2
-- refresh: user (merged_user_id)
-- look-back: models.lookback
WITH used AS (
  SELECT
    h.event_date, h.platform, h.app_version, coalesce(u.user_id, h.user_pseudo_id) AS merged_user_id, h.event_count,
    h.exception_count
  FROM {schema}.run_hardware AS h
  INNER JOIN {schema}.run_day AS d ON d.event_date = h.event_date AND d.is_built
  LEFT JOIN {schema}.user_v2 AS u ON u.user_pseudo_id = h.user_pseudo_id
)

SELECT event_date, platform, app_version, merged_user_id, merged_user_id AS crashed_user_id
FROM used
WHERE exception_count > 0
UNION
SELECT event_date, platform, app_version, merged_user_id, NULL
FROM used
WHERE event_count > exception_count;
