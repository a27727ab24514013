-- Takes rows out of user_v2 whose lake rows were retired, before what is left of their keys in the lake is merged from
-- `stage_user_v2`.
-- `retired_key_user_v2` has the keys; `retired_user_v2` keeps the rows as they were.
--
-- kind: statements
-- depends: user_v2, touched_user
-- refresh: load
CREATE TABLE {schema}.retired_user_v2 AS
SELECT t.*
FROM {schema}.user_v2 AS t
WHERE EXISTS (SELECT 1 FROM {schema}.retired_key_user_v2 AS k WHERE k.user_pseudo_id = t.user_pseudo_id);

-- Users that go or change, with the merged user id under which their days stand now.
INSERT INTO {schema}.touched_user (load_sequence, user_pseudo_id, merged_user_id)
SELECT {load_sequence}, user_pseudo_id, coalesce(user_id, user_pseudo_id)
FROM {schema}.retired_user_v2;

DELETE FROM {schema}.user_v2 AS t
USING {schema}.retired_user_v2 AS r
WHERE t.user_pseudo_id = r.user_pseudo_id;
