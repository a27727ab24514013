-- After what is left of retired keys was merged into session: rows that are as they were keep their created_time.
--
-- kind: statements
-- depends: retire_session, merge_session
-- refresh: load
CREATE TABLE {schema}.same_session AS
SELECT user_pseudo_id, session_id
FROM (
  SELECT
    event_timestamp, user_pseudo_id, session_id, user_id, session_number, session_start_time_msec, session_source,
    session_medium, session_campaign, session_content, session_term, session_campaign_id, session_clid_platform,
    session_clid, session_channel_group, session_source_category, process_info, user_id_time_msec
  FROM {schema}.session AS t
  WHERE EXISTS (SELECT 1 FROM {schema}.retired_key_session AS k WHERE k.user_pseudo_id = t.user_pseudo_id AND k.session_id = t.session_id)
  INTERSECT
  SELECT
    event_timestamp, user_pseudo_id, session_id, user_id, session_number, session_start_time_msec, session_source,
    session_medium, session_campaign, session_content, session_term, session_campaign_id, session_clid_platform,
    session_clid, session_channel_group, session_source_category, process_info, user_id_time_msec
  FROM {schema}.retired_session
) AS same;

UPDATE {schema}.session AS t
SET created_time = r.created_time
FROM {schema}.retired_session AS r
INNER JOIN {schema}.same_session AS s ON s.user_pseudo_id = r.user_pseudo_id AND s.session_id = r.session_id
WHERE t.user_pseudo_id = r.user_pseudo_id AND t.session_id = r.session_id;

DROP TABLE {schema}.same_session;

DROP TABLE {schema}.retired_session;
