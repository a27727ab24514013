-- Merged users whose metrics are replaced on days that are not rebuilt as a whole: those of touched devices, as they are
-- now and as they were.
--
-- kind: work
-- grain: event_date, merged_user_id
-- columns:
--   event_date date required: local day
--   merged_user_id text required: merged user
-- depends: run_touched, run_day, touched_user, user_v2
-- refresh: run
SELECT t.event_date, coalesce(u.user_id, t.user_pseudo_id) AS merged_user_id
FROM {schema}.run_touched AS t
INNER JOIN {schema}.run_day AS d ON d.event_date = t.event_date AND d.is_built AND NOT d.is_whole
LEFT JOIN {schema}.user_v2 AS u ON u.user_pseudo_id = t.user_pseudo_id
UNION
SELECT t.event_date, old.merged_user_id
FROM {schema}.run_touched AS t
INNER JOIN {schema}.run_day AS d ON d.event_date = t.event_date AND d.is_built AND NOT d.is_whole
INNER JOIN {schema}.touched_user AS old ON old.user_pseudo_id = t.user_pseudo_id;
