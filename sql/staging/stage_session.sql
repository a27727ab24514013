-- Rows of a load that can be loaded; duplicate keys are still among them.
--
-- kind: lake view
-- grain: row of a lake file
-- columns: those of session without created_time
-- depends: lake_session
-- refresh: load
SELECT
  event_timestamp, user_pseudo_id, session_id, user_id, session_number, session_start_time_msec, session_source,
  session_medium, session_campaign, session_content, session_term, session_campaign_id, session_clid_platform,
  session_clid, session_channel_group, session_source_category, process_info, user_id_time_msec
FROM {schema}.lake_session
WHERE reject_column IS NULL;
