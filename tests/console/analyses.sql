-- What analyses of Explore have to show, in plain SQL over the loaded tables; tests/console/run compares the tables on the pages
-- with it. DuckDB's dialect; docs/explanation/analyses.md says what is counted. No view, no window of time and no running sum of the
-- program's own statements is used: what follows what is asked for each event by itself.
--
-- `-- analysis: KIND PARAMETERS` begins an analysis: the parameters of its address besides the days, `q` being the question as JSON.
-- `-- table: NAME | FORMAT…` begins the query of one of its tables on the page; its columns and rows are those of the table, in order,
-- a list being several cells. Each query begins with the relations of charts.sql, and with
--   d  the days of the range
--   o  events with their place in the order of a user's events

-- relations
, d AS (
  SELECT unnest(generate_series(DATE '{first}', DATE '{last}', INTERVAL 1 DAY))::DATE AS day
), o AS (
  SELECT *, row(event_timestamp, coalesce(event_bundle_sequence_id, -1), event_id) AS place FROM e
)

-- analysis: event form=table&q={"metrics":[{"event":"view_item"},{"event":"add_to_cart","aggregation":"users"}],"filter":{"and":[{"property":{"source":"column","name":"platform","type":"text"},"operator":"in","values":["Web","Android"]}]},"group":{"property":{"source":"column","name":"geo_country","type":"text"},"top":3}}
-- table: Totals | text count count
, m AS (
  SELECT * FROM r WHERE platform IN ('Web', 'Android') AND event_name IN ('view_item', 'add_to_cart')
), g AS (
  SELECT geo_country, count(*) AS n FROM m GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3
), c AS (
  SELECT
    g.geo_country, g.n, day,
    (SELECT count(*) FROM m WHERE m.geo_country = g.geo_country AND m.day = d.day AND event_name = 'view_item') AS views,
    (SELECT count(DISTINCT person) FROM m WHERE m.geo_country = g.geo_country AND m.day = d.day AND event_name = 'add_to_cart') AS users
  FROM g CROSS JOIN d
)
SELECT name, whole, by_day FROM (
  SELECT
    n, geo_country, 1 AS metric, geo_country || ' · view_item · number of events' AS name,
    (SELECT count(*) FROM m WHERE m.geo_country = c.geo_country AND event_name = 'view_item') AS whole,
    list(views ORDER BY day) AS by_day
  FROM c GROUP BY n, geo_country
  UNION ALL
  SELECT
    n, geo_country, 2, geo_country || ' · add_to_cart · users',
    (SELECT count(DISTINCT person) FROM m WHERE m.geo_country = c.geo_country AND event_name = 'add_to_cart'),
    list(users ORDER BY day)
  FROM c GROUP BY n, geo_country
)
ORDER BY n DESC, geo_country, metric

-- analysis: event compare=previous&q={"metrics":[{"event":"add_to_cart","aggregation":"sum","property":{"source":"parameter","name":"cart_size","type":"number"},"filter":{"and":[{"property":{"source":"parameter","name":"source","type":"text"},"operator":"=","value":"pdp"}]}}],"group":{"property":{"source":"column","name":"platform","type":"text"}}}
-- table: Totals | text number number change
, c AS (
  SELECT platform, day >= DATE '{first}' AS is_now, TRY_CAST((custom_parameters ->> '$.cart_size.value') AS DOUBLE) AS size
  FROM e
  WHERE event_name = 'add_to_cart' AND (custom_parameters ->> '$.source.value') = 'pdp'
    AND day BETWEEN DATE '{first}' - 14 AND DATE '{last}'
)
SELECT
  platform, sum(size) FILTER (is_now), sum(size) FILTER (NOT is_now),
  sum(size) FILTER (is_now) / sum(size) FILTER (NOT is_now) - 1
FROM c GROUP BY platform HAVING bool_or(is_now) ORDER BY count(*) FILTER (is_now) DESC, platform

-- analysis: funnel q={"steps":[{"event":"view_item"},{"event":"add_to_cart"},{"event":"purchase"}],"window":{"kind":"duration","seconds":259200},"filter":{"and":[{"property":{"source":"column","name":"geo_country","type":"text"},"operator":"!=","value":"India"}]},"group":{"property":{"source":"column","name":"platform","type":"text"}}}
-- relations
, s AS (
  SELECT platform, person, event_name, event_timestamp, place
  FROM o WHERE day BETWEEN DATE '{first}' AND DATE '{last}' AND geo_country IS DISTINCT FROM 'India'
), v AS (
  SELECT
    a.platform, a.person,
    (SELECT count(*) FROM s AS b
     WHERE b.person = a.person AND b.platform = a.platform AND b.event_name = 'add_to_cart' AND b.place > a.place
       AND b.event_timestamp <= a.event_timestamp + INTERVAL 3 DAY) AS carts,
    (SELECT count(*) FROM s AS b JOIN s AS c ON c.person = b.person AND c.platform = b.platform AND c.place > b.place
     WHERE b.person = a.person AND b.platform = a.platform AND b.event_name = 'add_to_cart' AND b.place > a.place
       AND c.event_name = 'purchase' AND c.event_timestamp <= a.event_timestamp + INTERVAL 3 DAY) AS purchases
  FROM s AS a WHERE event_name = 'view_item'
), f3 AS (
  SELECT
    platform, count(DISTINCT person) AS viewed, count(DISTINCT person) FILTER (carts > 0) AS added,
    count(DISTINCT person) FILTER (purchases > 0) AS bought, count(*) AS entries
  FROM v GROUP BY GROUPING SETS ((platform), ())
)
-- table: Funnel | text text count share share
, t AS (SELECT * FROM f3 WHERE platform IS NULL)
SELECT '1view_item', '', viewed, NULL, 1.0 FROM t
UNION ALL SELECT '2add_to_cart', '', added, added / viewed, added / viewed FROM t
UNION ALL SELECT '3purchase', '', bought, bought / added, bought / viewed FROM t
ORDER BY 1
-- table: By group | text count count count share
SELECT platform, viewed, added, bought, bought / viewed FROM f3 WHERE platform IS NOT NULL ORDER BY entries DESC, platform

-- analysis: funnel q={"steps":[{"event":"_session_start","filter":{"and":[{"property":{"source":"column","name":"platform","type":"text"},"operator":"=","value":"Web"}]}},{"event":"_scroll"}],"entity":"events","window":{"kind":"day"},"group_first_step_only":true,"group":{"property":{"source":"column","name":"traffic_source_source","type":"text"},"top":2}}
-- relations
, s AS (
  SELECT a.traffic_source_source AS source, EXISTS (
    SELECT 1 FROM o AS b WHERE b.person = a.person AND b.event_name = '_scroll' AND b.place > a.place AND b.day = a.day
  ) AS has_scrolled
  FROM o AS a WHERE day BETWEEN DATE '{first}' AND DATE '{last}' AND platform = 'Web' AND event_name = '_session_start'
)
-- table: Funnel | text text count share share
SELECT '1_session_start (filtered)', '', count(*), NULL, 1.0 FROM s
UNION ALL
SELECT '2_scroll', '', count(*) FILTER (has_scrolled), avg(has_scrolled::INTEGER), avg(has_scrolled::INTEGER) FROM s
ORDER BY 1
-- table: By group | text count count share
SELECT coalesce(source, 'not set'), count(*), count(*) FILTER (has_scrolled), avg(has_scrolled::INTEGER)
FROM s GROUP BY source ORDER BY 2 DESC, source NULLS LAST LIMIT 2

-- analysis: path form="Android"&q={"nodes":["_search","view_item_list","view_item","add_to_cart","purchase"],"drop_others":true,"merge_repeats":true,"steps":4,"filter":{"and":[{"property":{"source":"column","name":"geo_country","type":"text"},"operator":"is_not_null"}]},"group":{"property":{"source":"column","name":"platform","type":"text"}}}
-- table: From node to node | number text text count share
, n AS (
  SELECT platform, person, event_name AS node, place, row(user_pseudo_id, session_id) AS session
  FROM o
  WHERE day BETWEEN DATE '{first}' AND DATE '{last}' AND session_id IS NOT NULL AND geo_country IS NOT NULL
    AND event_name IN ('_search', 'view_item_list', 'view_item', 'add_to_cart', 'purchase')
), a AS (
  SELECT person, platform, session, list(node ORDER BY place) AS nodes FROM n GROUP BY ALL
), way AS (
  SELECT person, list_filter(nodes, lambda x, i: i = 1 OR nodes[i - 1] <> x)[:4] AS nodes FROM a WHERE platform = 'Android'
), w AS (
  SELECT i AS step, nodes[i] AS source, nodes[i + 1] AS target, count(DISTINCT person) AS weight
  FROM way CROSS JOIN generate_series(1, 3) AS steps(i) WHERE i < len(nodes) GROUP BY ALL
), b AS (
  SELECT 1 AS step, nodes[1] AS node, count(DISTINCT person) AS weight FROM way GROUP BY ALL
  UNION ALL SELECT step + 1, target, sum(weight) FROM w GROUP BY ALL
)
SELECT w.step, source, target, w.weight, w.weight / b.weight
FROM w JOIN b ON b.step = w.step AND b.node = w.source ORDER BY 1, 4 DESC, 2, 3

-- analysis: retention form="Web"&q={"start":{"event":"_session_start"},"return":{"event":"view_item"},"filter":{"and":[{"property":{"source":"column","name":"geo_country","type":"text"},"operator":"in","values":["India","China","Japan"]}]},"group":{"property":{"source":"column","name":"platform","type":"text"}}}
-- table: Share that came back, % | day count percent
, k AS (
  SELECT day, person, min(place) AS place FROM o
  WHERE event_name = '_session_start' AND platform = 'Web' AND geo_country IN ('India', 'China', 'Japan')
    AND day BETWEEN DATE '{first}' AND DATE '{last}'
  GROUP BY ALL
), c AS (
  SELECT k.day, d.day - k.day AS distance, count(*) AS size, count(*) FILTER (EXISTS (
    SELECT 1 FROM o WHERE o.person = k.person AND o.event_name = 'view_item' AND o.geo_country IN ('India', 'China', 'Japan')
      AND o.day = d.day AND (d.day > k.day OR o.place > k.place)
  )) AS returned
  FROM k JOIN d ON d.day >= k.day GROUP BY ALL
)
SELECT day, max(size), list_resize(list(returned / size ORDER BY distance), (DATE '{last}' - min(min(day)) OVER () + 1)::INTEGER)
FROM c GROUP BY day ORDER BY day

-- analysis: attribution q={"goal":{"event":"add_to_cart"},"touches":[{"event":"_search"},{"event":"view_item_list"}],"window":{"kind":"duration","seconds":172800},"model":"linear","filter":{"and":[{"property":{"source":"column","name":"platform","type":"text"},"operator":"!=","value":"Web"}]}}
-- table: Attribution | text share number count count
, s AS (
  SELECT person, event_name, event_timestamp, place, day FROM o WHERE platform IS DISTINCT FROM 'Web'
), t AS (
  SELECT g.place AS goal, t.place, t.event_name, t.day
  FROM s AS g JOIN s AS t ON t.person = g.person AND t.place < g.place AND t.event_timestamp >= g.event_timestamp - INTERVAL 2 DAY
  WHERE g.event_name = 'add_to_cart' AND g.day BETWEEN DATE '{first}' AND DATE '{last}' AND t.event_name IN ('_search', 'view_item_list')
), k AS (
  SELECT goal, count(*) AS touches FROM t GROUP BY 1
), goals AS (
  SELECT count(*) AS n FROM s WHERE event_name = 'add_to_cart' AND day BETWEEN DATE '{first}' AND DATE '{last}'
)
SELECT name, value / n, value, triggers, converting FROM (
  SELECT
    event_name AS name,
    (SELECT sum(1 / touches) FROM t JOIN k USING (goal) WHERE t.event_name = s.event_name) AS value,
    count(*) AS triggers,
    count(*) FILTER (place IN (SELECT place FROM t)) AS converting
  FROM s WHERE event_name IN ('_search', 'view_item_list') AND day BETWEEN DATE '{first}' AND DATE '{last}' GROUP BY 1
  UNION ALL
  SELECT 'No touch point', n - (SELECT count(*) FROM k), NULL, NULL FROM goals
) CROSS JOIN goals ORDER BY value DESC

-- analysis: attribution q={"goal":{"event":"purchase"},"value":{"source":"column","name":"event_value","type":"number"},"touches":[{"event":"view_item"},{"event":"add_to_cart"}],"window":{"kind":"session"},"model":"position","group":{"property":{"source":"column","name":"platform","type":"text"}}}
-- table: Attribution | text text share number count count
, s AS (
  SELECT platform, row(user_pseudo_id, session_id) AS session, session_id, event_name, place, coalesce(event_value, 0) AS value
  FROM o WHERE day BETWEEN DATE '{first}' AND DATE '{last}'
), t AS (
  SELECT g.place AS goal, g.value, t.place, t.event_name, t.platform
  FROM s AS g JOIN s AS t ON t.session = g.session AND t.session_id IS NOT NULL AND t.place < g.place
  WHERE g.event_name = 'purchase' AND t.event_name IN ('view_item', 'add_to_cart')
), w AS (
  SELECT
    a.event_name, a.platform, a.place, a.value
      * CASE
        WHEN (SELECT count(*) FROM t WHERE t.goal = a.goal) <= 2 THEN 1 / (SELECT count(*) FROM t WHERE t.goal = a.goal)
        WHEN a.place IN (SELECT min(place) FROM t WHERE t.goal = a.goal) OR a.place IN (SELECT max(place) FROM t WHERE t.goal = a.goal) THEN 0.4
        ELSE 0.2 / ((SELECT count(*) FROM t WHERE t.goal = a.goal) - 2)
      END AS value
  FROM t AS a
), goals AS (
  SELECT sum(value) AS n, coalesce(sum(value) FILTER (place NOT IN (SELECT goal FROM t)), 0) AS without,
    count(*) FILTER (place NOT IN (SELECT goal FROM t)) AS lonely
  FROM s WHERE event_name = 'purchase'
)
SELECT name, platform, value / n, value, triggers, converting FROM (
  SELECT
    event_name AS name, platform,
    coalesce((SELECT sum(value) FROM w WHERE w.event_name = s.event_name AND w.platform = s.platform), 0) AS value,
    count(*) AS triggers,
    count(*) FILTER (place IN (SELECT place FROM t)) AS converting
  FROM s WHERE event_name IN ('view_item', 'add_to_cart') GROUP BY 1, 2
  UNION ALL
  SELECT 'No touch point', '–', without, NULL, NULL FROM goals WHERE lonely > 0
) CROSS JOIN goals ORDER BY value DESC
