-- Takes rows out of session whose lake rows were retired, before what is left of their keys in the lake is merged from
-- `stage_session`.
-- `retired_key_session` has the keys; `retired_session` keeps the rows as they were.
--
-- kind: statements
-- depends: session, touched_session, touched_utc_day
-- refresh: load
CREATE TABLE {schema}.retired_session AS
SELECT t.*
FROM {schema}.session AS t
WHERE EXISTS (SELECT 1 FROM {schema}.retired_key_session AS k WHERE k.user_pseudo_id = t.user_pseudo_id AND k.session_id = t.session_id);

-- Sessions that go or change.
INSERT INTO {schema}.touched_session (load_sequence, user_pseudo_id, session_id)
SELECT {load_sequence}, user_pseudo_id, session_id
FROM {schema}.retired_session;

INSERT INTO {schema}.touched_utc_day (load_sequence, event_date)
SELECT DISTINCT {load_sequence}, CAST(event_timestamp AS DATE)
FROM {schema}.retired_session;

DELETE FROM {schema}.session AS t
USING {schema}.retired_session AS r
WHERE t.user_pseudo_id = r.user_pseudo_id AND t.session_id = r.session_id;
