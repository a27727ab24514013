-- Merges the staged rows of a load into item_v2: of the rows of one key the greatest stays whole (load.md, difference 7).
--
-- Only keys that occur twice, in the load or in the target, are compared; all other rows are inserted as they are.
-- `ranges` is a condition on event_timestamp that holds for every staged row: the target is searched by constants.
--
-- kind: statements
-- depends: stage_item_v2, item_v2
-- refresh: load
CREATE TABLE {schema}.load_key_item_v2 AS
SELECT user_pseudo_id, event_id, item_id, event_timestamp
FROM {schema}.stage_item_v2
GROUP BY user_pseudo_id, event_id, item_id, event_timestamp
HAVING count(*) > 1
UNION
SELECT t.user_pseudo_id, t.event_id, t.item_id, t.event_timestamp
FROM {schema}.item_v2 AS t
WHERE {ranges}
  AND EXISTS (SELECT 1 FROM {schema}.stage_item_v2 AS s WHERE s.user_pseudo_id = t.user_pseudo_id AND s.event_id = t.event_id AND s.item_id = t.item_id AND s.event_timestamp = t.event_timestamp);

CREATE TABLE {schema}.load_winner_item_v2 AS
SELECT
  event_timestamp, event_id, event_name, platform, user_pseudo_id, user_id, item_id, name, brand, currency, price,
  quantity, creative_name, creative_slot, location_id, category, category2, category3, category4, category5,
  custom_parameters_json_str, custom_parameters, process_info
FROM (
  SELECT
    candidate.*,
    row_number() OVER (
      PARTITION BY user_pseudo_id, event_id, item_id, event_timestamp
      ORDER BY
        (candidate.process_info ->> 'process_time') COLLATE "C" DESC NULLS LAST, event_name DESC NULLS LAST, platform DESC NULLS
        LAST, user_id DESC NULLS LAST, name DESC NULLS LAST, brand DESC NULLS LAST, currency DESC NULLS LAST, price
        DESC NULLS LAST, quantity DESC NULLS LAST, creative_name DESC NULLS LAST, creative_slot DESC NULLS LAST,
        location_id DESC NULLS LAST, category DESC NULLS LAST, category2 DESC NULLS LAST, category3 DESC NULLS LAST,
        category4 DESC NULLS LAST, category5 DESC NULLS LAST, custom_parameters_json_str DESC NULLS LAST,
        {schema}.canonical_json(custom_parameters) COLLATE "C" DESC NULLS LAST, {schema}.canonical_json(process_info)
        COLLATE "C" DESC NULLS LAST, is_target DESC
    ) AS place
  FROM (
    SELECT
      event_timestamp, event_id, event_name, platform, user_pseudo_id, user_id, item_id, name, brand, currency, price,
      quantity, creative_name, creative_slot, location_id, category, category2, category3, category4, category5,
      custom_parameters_json_str, custom_parameters, process_info,
      FALSE AS is_target
    FROM {schema}.stage_item_v2 AS s
    WHERE EXISTS (SELECT 1 FROM {schema}.load_key_item_v2 AS k WHERE k.user_pseudo_id = s.user_pseudo_id AND k.event_id = s.event_id AND k.item_id = s.item_id AND k.event_timestamp = s.event_timestamp)
    UNION ALL
    SELECT
      event_timestamp, event_id, event_name, platform, user_pseudo_id, user_id, item_id, name, brand, currency, price,
      quantity, creative_name, creative_slot, location_id, category, category2, category3, category4, category5,
      custom_parameters_json_str, custom_parameters, process_info,
      TRUE AS is_target
    FROM {schema}.item_v2 AS t
    WHERE {ranges}
      AND EXISTS (SELECT 1 FROM {schema}.load_key_item_v2 AS k WHERE k.user_pseudo_id = t.user_pseudo_id AND k.event_id = t.event_id AND k.item_id = t.item_id AND k.event_timestamp = t.event_timestamp)
  ) AS candidate
) AS placed
WHERE place = 1 AND NOT is_target;

DELETE FROM {schema}.item_v2 AS t
USING {schema}.load_winner_item_v2 AS w
WHERE t.user_pseudo_id = w.user_pseudo_id AND t.event_id = w.event_id AND t.item_id = w.item_id AND t.event_timestamp = w.event_timestamp;

INSERT INTO {schema}.item_v2 (
  event_timestamp, event_id, event_name, platform, user_pseudo_id, user_id, item_id, name, brand, currency, price,
  quantity, creative_name, creative_slot, location_id, category, category2, category3, category4, category5,
  custom_parameters_json_str, custom_parameters, process_info, created_time
)
SELECT
  event_timestamp, event_id, event_name, platform, user_pseudo_id, user_id, item_id, name, brand, currency, price,
  quantity, creative_name, creative_slot, location_id, category, category2, category3, category4, category5,
  custom_parameters_json_str, custom_parameters, process_info, {load_time}
FROM {schema}.load_winner_item_v2;

INSERT INTO {schema}.item_v2 (
  event_timestamp, event_id, event_name, platform, user_pseudo_id, user_id, item_id, name, brand, currency, price,
  quantity, creative_name, creative_slot, location_id, category, category2, category3, category4, category5,
  custom_parameters_json_str, custom_parameters, process_info, created_time
)
SELECT
  event_timestamp, event_id, event_name, platform, user_pseudo_id, user_id, item_id, name, brand, currency, price,
  quantity, creative_name, creative_slot, location_id, category, category2, category3, category4, category5,
  custom_parameters_json_str, custom_parameters, process_info, {load_time}
FROM {schema}.stage_item_v2 AS s
WHERE NOT EXISTS (SELECT 1 FROM {schema}.load_key_item_v2 AS k WHERE k.user_pseudo_id = s.user_pseudo_id AND k.event_id = s.event_id AND k.item_id = s.item_id AND k.event_timestamp = s.event_timestamp);

DROP TABLE {schema}.load_winner_item_v2;

DROP TABLE {schema}.load_key_item_v2;
