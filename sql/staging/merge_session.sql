-- Merges the staged rows of a load into session, column by column (load.md, difference 7).
--
-- Rows whose key occurs once, and not in the target, are inserted as they are. A merged row that equals the target's is
-- not written.
--
-- kind: statements
-- depends: stage_session, session, touched_session, touched_utc_day
-- refresh: load
CREATE TABLE {schema}.load_key_session AS
SELECT user_pseudo_id, session_id
FROM {schema}.stage_session
GROUP BY user_pseudo_id, session_id
HAVING count(*) > 1
UNION
SELECT t.user_pseudo_id, t.session_id
FROM {schema}.session AS t
WHERE EXISTS (SELECT 1 FROM {schema}.stage_session AS s WHERE s.user_pseudo_id = t.user_pseudo_id AND s.session_id = t.session_id);

CREATE TABLE {schema}.load_changed_session AS
SELECT
  event_timestamp, user_pseudo_id, session_id, user_id, session_number, session_start_time_msec, session_source,
  session_medium, session_campaign, session_content, session_term, session_campaign_id, session_clid_platform,
  session_clid, session_channel_group, session_source_category, process_info, user_id_time_msec
FROM (
  SELECT
    first_value(event_timestamp) OVER attributed AS event_timestamp,
    user_pseudo_id,
    session_id,
    first_value(user_id) OVER identified AS user_id,
    min(session_number) OVER whole AS session_number,
    min(session_start_time_msec) OVER whole AS session_start_time_msec,
    first_value(session_source) OVER attributed AS session_source,
    first_value(session_medium) OVER attributed AS session_medium,
    first_value(session_campaign) OVER attributed AS session_campaign,
    first_value(session_content) OVER attributed AS session_content,
    first_value(session_term) OVER attributed AS session_term,
    first_value(session_campaign_id) OVER attributed AS session_campaign_id,
    first_value(session_clid_platform) OVER attributed AS session_clid_platform,
    first_value(session_clid) OVER attributed AS session_clid,
    first_value(session_channel_group) OVER attributed AS session_channel_group,
    first_value(session_source_category) OVER attributed AS session_source_category,
    first_value(process_info) OVER attributed AS process_info,
    first_value(user_id_time_msec) OVER identified AS user_id_time_msec,
    row_number() OVER attributed AS place
  FROM (
    SELECT
      event_timestamp, user_pseudo_id, session_id, user_id, session_number, session_start_time_msec, session_source,
      session_medium, session_campaign, session_content, session_term, session_campaign_id, session_clid_platform,
      session_clid, session_channel_group, session_source_category, process_info, user_id_time_msec
    FROM {schema}.stage_session AS s
    WHERE EXISTS (SELECT 1 FROM {schema}.load_key_session AS k WHERE k.user_pseudo_id = s.user_pseudo_id AND k.session_id = s.session_id)
    UNION ALL
    SELECT
      event_timestamp, user_pseudo_id, session_id, user_id, session_number, session_start_time_msec, session_source,
      session_medium, session_campaign, session_content, session_term, session_campaign_id, session_clid_platform,
      session_clid, session_channel_group, session_source_category, process_info, user_id_time_msec
    FROM {schema}.session AS t
    WHERE EXISTS (SELECT 1 FROM {schema}.load_key_session AS k WHERE k.user_pseudo_id = t.user_pseudo_id AND k.session_id = t.session_id)
  ) AS candidate
  WINDOW
    attributed AS (
      PARTITION BY user_pseudo_id, session_id
      ORDER BY
        CASE WHEN session_source IS NULL THEN 2 WHEN session_source = 'Direct' THEN 1 ELSE 0 END, event_timestamp,
        session_source DESC NULLS LAST, session_medium DESC NULLS LAST, session_campaign DESC NULLS LAST,
        session_content DESC NULLS LAST, session_term DESC NULLS LAST, session_campaign_id DESC NULLS LAST,
        session_clid_platform DESC NULLS LAST, session_clid DESC NULLS LAST, session_channel_group DESC NULLS LAST,
        session_source_category DESC NULLS LAST, {schema}.canonical_json(process_info) COLLATE "C" DESC NULLS LAST
    ),
    identified AS (
      PARTITION BY user_pseudo_id, session_id
      ORDER BY
        user_id_time_msec DESC NULLS LAST, user_id DESC NULLS LAST
    ),
    whole AS (PARTITION BY user_pseudo_id, session_id)
) AS merged
WHERE place = 1
EXCEPT
SELECT
  event_timestamp, user_pseudo_id, session_id, user_id, session_number, session_start_time_msec, session_source,
  session_medium, session_campaign, session_content, session_term, session_campaign_id, session_clid_platform,
  session_clid, session_channel_group, session_source_category, process_info, user_id_time_msec
FROM {schema}.session AS t
WHERE EXISTS (SELECT 1 FROM {schema}.load_key_session AS k WHERE k.user_pseudo_id = t.user_pseudo_id AND k.session_id = t.session_id);

-- New sessions, and those whose columns in the base view change.
INSERT INTO {schema}.touched_session (load_sequence, user_pseudo_id, session_id)
SELECT {load_sequence}, s.user_pseudo_id, s.session_id
FROM {schema}.stage_session AS s
WHERE NOT EXISTS (SELECT 1 FROM {schema}.load_key_session AS k WHERE k.user_pseudo_id = s.user_pseudo_id AND k.session_id = s.session_id)
UNION ALL
SELECT {load_sequence}, c.user_pseudo_id, c.session_id
FROM {schema}.load_changed_session AS c
LEFT JOIN {schema}.session AS t ON t.user_pseudo_id = c.user_pseudo_id AND t.session_id = c.session_id
WHERE t.session_id IS NULL
  OR c.session_number IS DISTINCT FROM t.session_number
  OR c.session_start_time_msec IS DISTINCT FROM t.session_start_time_msec
  OR c.session_source IS DISTINCT FROM t.session_source
  OR c.session_medium IS DISTINCT FROM t.session_medium
  OR c.session_campaign IS DISTINCT FROM t.session_campaign
  OR c.session_content IS DISTINCT FROM t.session_content
  OR c.session_term IS DISTINCT FROM t.session_term
  OR c.session_campaign_id IS DISTINCT FROM t.session_campaign_id
  OR c.session_clid_platform IS DISTINCT FROM t.session_clid_platform
  OR c.session_clid IS DISTINCT FROM t.session_clid
  OR c.session_channel_group IS DISTINCT FROM t.session_channel_group
  OR c.session_source_category IS DISTINCT FROM t.session_source_category;

-- Days of the sessions as they were and as they become.
INSERT INTO {schema}.touched_utc_day (load_sequence, event_date)
SELECT {load_sequence}, CAST(s.event_timestamp AS DATE)
FROM {schema}.stage_session AS s
WHERE NOT EXISTS (SELECT 1 FROM {schema}.load_key_session AS k WHERE k.user_pseudo_id = s.user_pseudo_id AND k.session_id = s.session_id)
UNION
SELECT {load_sequence}, CAST(event_timestamp AS DATE)
FROM {schema}.load_changed_session
UNION
SELECT {load_sequence}, CAST(t.event_timestamp AS DATE)
FROM {schema}.session AS t
INNER JOIN {schema}.load_changed_session AS c ON c.user_pseudo_id = t.user_pseudo_id AND c.session_id = t.session_id;

DELETE FROM {schema}.session AS t
USING {schema}.load_changed_session AS c
WHERE t.user_pseudo_id = c.user_pseudo_id AND t.session_id = c.session_id;

INSERT INTO {schema}.session (
  event_timestamp, user_pseudo_id, session_id, user_id, session_number, session_start_time_msec, session_source,
  session_medium, session_campaign, session_content, session_term, session_campaign_id, session_clid_platform,
  session_clid, session_channel_group, session_source_category, process_info, user_id_time_msec, created_time
)
SELECT
  event_timestamp, user_pseudo_id, session_id, user_id, session_number, session_start_time_msec, session_source,
  session_medium, session_campaign, session_content, session_term, session_campaign_id, session_clid_platform,
  session_clid, session_channel_group, session_source_category, process_info, user_id_time_msec, {load_time}
FROM {schema}.load_changed_session;

INSERT INTO {schema}.session (
  event_timestamp, user_pseudo_id, session_id, user_id, session_number, session_start_time_msec, session_source,
  session_medium, session_campaign, session_content, session_term, session_campaign_id, session_clid_platform,
  session_clid, session_channel_group, session_source_category, process_info, user_id_time_msec, created_time
)
SELECT
  event_timestamp, user_pseudo_id, session_id, user_id, session_number, session_start_time_msec, session_source,
  session_medium, session_campaign, session_content, session_term, session_campaign_id, session_clid_platform,
  session_clid, session_channel_group, session_source_category, process_info, user_id_time_msec, {load_time}
FROM {schema}.stage_session AS s
WHERE NOT EXISTS (SELECT 1 FROM {schema}.load_key_session AS k WHERE k.user_pseudo_id = s.user_pseudo_id AND k.session_id = s.session_id);

DROP TABLE {schema}.load_changed_session;

DROP TABLE {schema}.load_key_session;
