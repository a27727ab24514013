-- Takes rows out of item_v2 whose lake rows were retired, before what is left of their keys in the lake is merged from
-- `stage_item_v2`.
-- `retired_key_item_v2` has the keys; `retired_item_v2` keeps the rows as they were.
-- `ranges` is a condition on event_timestamp that holds for every key.
--
-- kind: statements
-- depends: item_v2
-- refresh: load
CREATE TABLE {schema}.retired_item_v2 AS
SELECT t.*
FROM {schema}.item_v2 AS t
WHERE {ranges}
  AND EXISTS (SELECT 1 FROM {schema}.retired_key_item_v2 AS k WHERE k.user_pseudo_id = t.user_pseudo_id AND k.event_id = t.event_id AND k.item_id = t.item_id AND k.event_timestamp = t.event_timestamp);

DELETE FROM {schema}.item_v2 AS t
USING {schema}.retired_item_v2 AS r
WHERE t.user_pseudo_id = r.user_pseudo_id AND t.event_id = r.event_id AND t.item_id = r.item_id AND t.event_timestamp = r.event_timestamp;
