-- Users that were active on a day.
--
-- kind: table
-- grain: event_date, platform, merged_user_id
-- key: event_date, platform, merged_user_id
-- columns:
--   event_date date required: local day
--   platform text: platform
--   merged_user_id text required: merged user
--   update_timestamp timestamp now: when the row was written
-- depends: run_visit
-- refresh: user (merged_user_id)
-- look-back: models.lookback
SELECT DISTINCT event_date, platform, merged_user_id
FROM {schema}.run_visit;
