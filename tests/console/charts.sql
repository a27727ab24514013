-- What each chart has to show, in plain SQL over the loaded tables (event_v2, session, user_v2, item_v2): no metric table, no
-- view and none of the program's own statements is used. tests/console/run compares the answers of the API and the numbers on
-- the pages with it. DuckDB's dialect; numbers of sections are those of the specification (models.md, dashboards.md).
--
-- A line `-- chart: ID…` begins the query of one or several charts; its columns and rows are those of the chart, in order.
-- {first} and {last} are the days of the range, {last} being the last complete day. Each query begins with the relations of the
-- section `relations`:
--   e  events with their local day and hour, their merged user, and what is known of user and session
--   r  those of the range
--   f  session facts of the range (models.md, difference 6)
--   i  items with their local day and merged user, of the range; p the purchases among them

-- relations
WITH e AS (
  SELECT
    v.*,
    CAST(timezone('Europe/Berlin', timezone('UTC', v.event_timestamp)) AS DATE) AS day,
    date_trunc('hour', timezone('Europe/Berlin', timezone('UTC', v.event_timestamp))) AS hour,
    coalesce(u.user_id, v.user_pseudo_id) AS person,
    u.first_touch_time_msec,
    CAST(timezone('Europe/Berlin', to_timestamp(u.first_touch_time_msec // 1000)) AS DATE) AS first_day,
    u.first_traffic_source,
    s.session_source
  FROM shop.event_v2 AS v
  LEFT JOIN shop.user_v2 AS u ON u.user_pseudo_id = v.user_pseudo_id
  LEFT JOIN shop.session AS s ON s.user_pseudo_id = v.user_pseudo_id AND s.session_id = v.session_id
), r AS (
  SELECT * FROM e WHERE day BETWEEN DATE '{first}' AND DATE '{last}'
), f AS (
  SELECT
    day, platform, session_id, person,
    max(first_traffic_source) AS first_traffic_source,
    max(session_source) AS session_source,
    count(DISTINCT event_id) AS events,
    coalesce(sum(user_engagement_time_msec), 0) AS time,
    bool_or(event_name = '_first_open') AS is_new,
    count(*) FILTER (event_name IN ('_page_view', '_screen_view')) > 1
      OR coalesce(max(session_duration) > 10000, FALSE)
      OR coalesce(sum(user_engagement_time_msec) > 10000, FALSE) AS is_engaged
  FROM r
  WHERE session_id IS NOT NULL
  GROUP BY ALL
), i AS (
  SELECT
    v.* REPLACE (coalesce(v.currency, x.event_value_currency) AS currency),
    CAST(timezone('Europe/Berlin', timezone('UTC', v.event_timestamp)) AS DATE) AS day,
    coalesce(u.user_id, v.user_pseudo_id) AS person,
    v.price * coalesce(v.quantity, 1) AS amount
  FROM shop.item_v2 AS v
  LEFT JOIN shop.user_v2 AS u ON u.user_pseudo_id = v.user_pseudo_id
  LEFT JOIN shop.event_v2 AS x ON x.event_id = v.event_id AND x.event_timestamp = v.event_timestamp
  WHERE CAST(timezone('Europe/Berlin', timezone('UTC', v.event_timestamp)) AS DATE) BETWEEN DATE '{first}' AND DATE '{last}'
), p AS (
  SELECT * FROM i WHERE event_name = 'purchase'
)

-- chart: overview.users_by_day acquisition.users_by_day
SELECT day, count(DISTINCT person), count(DISTINCT row(platform, user_pseudo_id)) FILTER (event_name = '_first_open')
FROM r GROUP BY 1 ORDER BY 1

-- chart: overview.engagement engagement.metrics
SELECT
  u.day,
  coalesce(s.engaged, 0)::DOUBLE / u.users,
  coalesce(s.time, 0)::DOUBLE / 1000 / u.users,
  coalesce(s.time, 0)::DOUBLE / 1000 / greatest(1, coalesce(s.engaged, 0))
FROM (SELECT day, count(DISTINCT row(platform, person)) AS users FROM r GROUP BY 1) AS u
LEFT JOIN (
  SELECT day, count(*) FILTER (is_engaged) AS engaged, sum(time) FILTER (is_engaged) AS time FROM f GROUP BY 1
) AS s ON s.day = u.day
ORDER BY 1

-- chart: overview.users_by_platform device.users_by_platform
SELECT platform, count(DISTINCT person) FROM r GROUP BY 1 ORDER BY 2 DESC, 1

-- chart: overview.lifecycle_weekly retention.lifecycle_weekly
, w AS (SELECT DISTINCT user_pseudo_id AS u, date_trunc('week', day)::DATE AS week FROM e WHERE event_name = '_session_start')
SELECT week, class, n FROM (
  SELECT
    a.week,
    CASE
      WHEN NOT EXISTS (SELECT 1 FROM w WHERE w.u = a.u AND w.week < a.week) THEN '1-NEW'
      WHEN EXISTS (SELECT 1 FROM w WHERE w.u = a.u AND w.week = a.week - 7) THEN '2-RETAINED-ACTIVE'
      ELSE '3-RETURN'
    END AS class,
    count(*) AS n
  FROM w AS a GROUP BY ALL
  UNION ALL
  SELECT a.week + 7, '0-CHURN', -count(*)
  FROM w AS a
  WHERE a.week + 13 <= DATE '{last}' AND NOT EXISTS (SELECT 1 FROM w WHERE w.u = a.u AND w.week = a.week + 7)
  GROUP BY ALL
)
WHERE week BETWEEN DATE '{first}' AND DATE '{last}' ORDER BY 1, 2

-- chart: acquisition.active_users
SELECT count(DISTINCT person) FROM r

-- chart: acquisition.new_users
SELECT count(DISTINCT row(day, platform, user_pseudo_id)) FROM r WHERE event_name = '_first_open'

-- chart: acquisition.intraday_active_users
SELECT
  hour,
  (SELECT count(DISTINCT person) FROM e WHERE e.hour = h.hour),
  (SELECT count(DISTINCT person) FROM e WHERE e.hour = h.hour - INTERVAL 1 DAY)
FROM (
  SELECT DISTINCT hour + (CASE WHEN day = DATE '{last}' THEN INTERVAL 0 DAY ELSE INTERVAL 1 DAY END) AS hour
  FROM e WHERE day IN (DATE '{last}', DATE '{last}' - 1)
) AS h
ORDER BY 1

-- chart: acquisition.intraday_new_users
SELECT
  hour,
  (SELECT count(DISTINCT person) FROM e WHERE e.hour = h.hour AND event_name = '_first_open'),
  (SELECT count(DISTINCT person) FROM e WHERE e.hour = h.hour - INTERVAL 1 DAY AND event_name = '_first_open')
FROM (
  SELECT DISTINCT hour + (CASE WHEN day = DATE '{last}' THEN INTERVAL 0 DAY ELSE INTERVAL 1 DAY END) AS hour
  FROM e WHERE day IN (DATE '{last}', DATE '{last}' - 1)
) AS h
ORDER BY 1

-- chart: acquisition.new_users_by_traffic
SELECT first_traffic_source, count(DISTINCT person)
FROM r WHERE event_name = '_first_open' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10

-- chart: acquisition.new_users_by_traffic_over_time
, k AS (
  SELECT first_traffic_source AS name FROM r WHERE event_name = '_first_open'
  GROUP BY 1 ORDER BY count(DISTINCT person) DESC, 1 LIMIT 10
)
SELECT day, first_traffic_source, count(DISTINCT person)
FROM r JOIN k ON k.name IS NOT DISTINCT FROM first_traffic_source
WHERE event_name = '_first_open' GROUP BY 1, 2 ORDER BY 1, 2

-- chart: acquisition.active_users_by_traffic
SELECT session_source, count(DISTINCT person) FROM r GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10

-- chart: acquisition.active_users_by_traffic_over_time
, k AS (SELECT session_source AS name FROM r GROUP BY 1 ORDER BY count(DISTINCT person) DESC, 1 LIMIT 10)
SELECT day, session_source, count(DISTINCT person)
FROM r JOIN k ON k.name IS NOT DISTINCT FROM session_source GROUP BY 1, 2 ORDER BY 1, 2

-- chart: acquisition.user_acquisition
SELECT
  'User First Traffic Source', first_traffic_source, count(*) FILTER (is_new), count(*), count(*) FILTER (is_engaged),
  count(*) FILTER (is_engaged)::DOUBLE / count(*), sum(events)::BIGINT
FROM f GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 10

-- chart: acquisition.traffic_acquisition
SELECT
  'Session Traffic Source', session_source, count(DISTINCT person), count(*), count(*) FILTER (is_engaged),
  count(*) FILTER (is_engaged)::DOUBLE / count(*), coalesce(sum(time) FILTER (is_engaged), 0)::DOUBLE / 1000 / count(*),
  sum(events)::BIGINT
FROM f GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 10

-- chart: acquisition.new_users_by_country
SELECT geo_country, count(DISTINCT row(day, platform, geo_city, user_pseudo_id))
FROM r WHERE event_name = '_first_open' GROUP BY 1 ORDER BY 2 DESC, 1

-- chart: acquisition.new_users_by_location
SELECT geo_country, geo_city, count(DISTINCT row(day, platform, user_pseudo_id))
FROM r WHERE event_name = '_first_open' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2

-- chart: engagement.events_and_views
SELECT day, n - views, views FROM (
  SELECT
    day,
    count(DISTINCT row(platform, event_id)) AS n,
    count(DISTINCT row(platform, event_id)) FILTER (event_name IN ('_page_view', '_screen_view')) AS views
  FROM r GROUP BY 1
) ORDER BY 1

-- chart: engagement.events_by_name
SELECT event_name, count(DISTINCT row(day, platform, person, event_id)) FROM r GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10

-- chart: engagement.events_by_name_over_time
, k AS (
  SELECT event_name AS name FROM r GROUP BY 1 ORDER BY count(DISTINCT row(day, platform, person, event_id)) DESC, 1 LIMIT 10
)
SELECT day, event_name, count(DISTINCT row(platform, person, event_id))
FROM r JOIN k ON k.name = event_name GROUP BY 1, 2 ORDER BY 1, 2

-- chart: engagement.event_details
SELECT event_name, n, users, n::DOUBLE / users, value FROM (
  SELECT
    event_name, count(DISTINCT row(day, platform, person, event_id)) AS n, count(DISTINCT person) AS users,
    sum(event_value) AS value
  FROM r GROUP BY 1
) ORDER BY 2 DESC, 1

-- chart: engagement.views_by_page
SELECT page_view_page_title, count(DISTINCT row(day, platform, event_id))
FROM r WHERE event_name = '_page_view' AND page_view_page_title IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10

-- chart: engagement.views_by_page_over_time
, k AS (
  SELECT page_view_page_title AS name FROM r WHERE event_name = '_page_view' AND page_view_page_title IS NOT NULL
  GROUP BY 1 ORDER BY count(DISTINCT row(day, platform, event_id)) DESC, 1 LIMIT 10
)
SELECT day, page_view_page_title, count(DISTINCT row(platform, event_id))
FROM r JOIN k ON k.name = page_view_page_title WHERE event_name = '_page_view' GROUP BY 1, 2 ORDER BY 1, 2

-- chart: engagement.page_details
SELECT 'Page Title', title, views, users, views::DOUBLE / users, time / nullif(sessions, 0), n FROM (
  SELECT
    page_view_page_title AS title,
    count(DISTINCT row(day, platform, event_id)) FILTER (event_name = '_page_view') AS views,
    count(DISTINCT person) AS users,
    sum(user_engagement_time_msec)::DOUBLE / 1000 AS time,
    count(DISTINCT row(day, platform, person, session_id)) FILTER (session_id IS NOT NULL) AS sessions,
    count(DISTINCT row(day, platform, event_id)) AS n
  FROM r WHERE page_view_page_title IS NOT NULL GROUP BY 1
) ORDER BY 3 DESC, 2 LIMIT 10

-- chart: engagement.entry_pages
SELECT page_view_page_title, count(DISTINCT row(day, platform, event_id))
FROM r WHERE event_name = '_page_view' AND page_view_entrances AND page_view_page_title IS NOT NULL
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10

-- chart: engagement.exit_pages
SELECT title, count(*) FROM (
  SELECT DISTINCT ON (day, user_pseudo_id, session_id) page_view_page_title AS title
  FROM r
  WHERE event_name = '_page_view' AND page_view_page_title IS NOT NULL AND session_id IS NOT NULL
  ORDER BY day, user_pseudo_id, session_id, event_timestamp DESC, event_bundle_sequence_id DESC NULLS LAST, event_id DESC
) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10

-- chart: retention.new_and_returning
SELECT day, CASE WHEN day = first_day THEN 'NEW' ELSE 'RETURNING' END, count(DISTINCT row(platform, person))
FROM r GROUP BY 1, 2 ORDER BY 1, 2

-- chart: retention.activity
, n AS (SELECT day, count(DISTINCT row(platform, event_id)) AS n FROM e GROUP BY 1)
SELECT
  t.day,
  coalesce(sum(n) FILTER (n.day = t.day), 0)::BIGINT,
  coalesce(sum(n) FILTER (n.day > t.day - 7), 0)::BIGINT,
  coalesce(sum(n), 0)::BIGINT
FROM (SELECT DISTINCT day FROM r) AS t
LEFT JOIN n ON n.day <= t.day AND n.day > t.day - 30
GROUP BY 1 ORDER BY 1

-- chart: retention.stickiness
SELECT
  t.day,
  count(DISTINCT CASE WHEN e.day = t.day THEN person END)::DOUBLE / count(DISTINCT CASE WHEN e.day > t.day - 7 THEN person END),
  count(DISTINCT CASE WHEN e.day = t.day THEN person END)::DOUBLE / count(DISTINCT person),
  count(DISTINCT CASE WHEN e.day > t.day - 7 THEN person END)::DOUBLE / count(DISTINCT person)
FROM (SELECT DISTINCT day FROM r) AS t
JOIN e ON e.day <= t.day AND e.day > t.day - 30
GROUP BY 1 ORDER BY 1

-- chart: retention.rate_by_active_date
, a AS (SELECT DISTINCT person, day, min(day) OVER (PARTITION BY person) AS begin FROM r)
SELECT begin, day, count(*)::DOUBLE / size, count(*), size
FROM a JOIN (SELECT begin, count(DISTINCT person) AS size FROM a GROUP BY 1) AS c USING (begin)
GROUP BY begin, day, size ORDER BY 1, 2

-- chart: retention.rate_by_first_visit
, a AS (
  SELECT platform, user_pseudo_id, first_day, list(DISTINCT day - first_day) AS distances
  FROM e
  WHERE event_timestamp >= timezone('UTC', to_timestamp(first_touch_time_msec // 1000)) AND day - first_day <= 42
    AND platform IS NOT NULL
  GROUP BY 1, 2, 3 HAVING min(day - first_day) <= 0
)
SELECT first_day, n.n, count(*) FILTER (list_contains(distances, n.n))::DOUBLE / count(*)
FROM a CROSS JOIN (VALUES (1), (7)) AS n (n)
WHERE first_day BETWEEN DATE '{first}' AND DATE '{last}' AND first_day + n.n <= DATE '{last}'
GROUP BY 1, 2 ORDER BY 1, 2

-- chart: retention.rate_by_returning_day
, a AS (
  SELECT platform, user_pseudo_id, first_day, list(DISTINCT day - first_day) AS distances
  FROM e
  WHERE event_timestamp >= timezone('UTC', to_timestamp(first_touch_time_msec // 1000)) AND day - first_day <= 42
    AND platform IS NOT NULL
  GROUP BY 1, 2, 3 HAVING min(day - first_day) <= 0
)
SELECT n.n, count(*) FILTER (list_contains(distances, n.n))::DOUBLE / count(*)
FROM a CROSS JOIN (SELECT unnest(range(0, 43))::INTEGER AS n) AS n
WHERE first_day BETWEEN DATE '{first}' AND DATE '{last}' AND first_day + n.n <= DATE '{last}'
GROUP BY 1 ORDER BY 1

-- chart: device.users_by_platform_over_time
SELECT day, platform, count(DISTINCT person) FROM r GROUP BY 1, 2 ORDER BY 1, 2

-- chart: device.users_by_app_version
SELECT day, app_version, count(DISTINCT person)
FROM r WHERE platform IN ('Android', 'iOS', 'WeChatMP') GROUP BY 1, 2 ORDER BY 1, 2

-- chart: device.users_by_model
SELECT coalesce(device_mobile_model_name, device_ua_device), count(DISTINCT person), count(DISTINCT row(day, platform, event_id))
FROM r WHERE platform IN ('Android', 'iOS', 'WeChatMP') GROUP BY 1 ORDER BY 2 DESC, 1

-- chart: device.users_by_browser
SELECT device_ua_browser, count(DISTINCT person) FROM r WHERE platform = 'Web' GROUP BY 1 ORDER BY 2 DESC, 1

-- chart: device.users_by_system
SELECT
  coalesce(device_operating_system, device_ua_os, 'null'),
  coalesce(device_operating_system_version, device_ua_os_version, 'null'),
  count(DISTINCT person)
FROM r GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2

-- chart: device.users_by_screen
SELECT
  coalesce(device_screen_width::VARCHAR, '') || ' x ' || coalesce(device_screen_height::VARCHAR, ''), count(DISTINCT person)
FROM r GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10

-- chart: device.crash_rate
SELECT platform, app_version, users, crashed, crashed::DOUBLE / users FROM (
  SELECT
    platform, app_version, count(DISTINCT person) AS users,
    count(DISTINCT person) FILTER (event_name = '_app_exception') AS crashed
  FROM r WHERE platform IS DISTINCT FROM 'Web' GROUP BY 1, 2
) ORDER BY 3 DESC, 1, 2

-- chart: device.crash_rate_over_time
SELECT day, platform, count(DISTINCT person) FILTER (event_name = '_app_exception')::DOUBLE / count(DISTINCT person)
FROM r WHERE platform IS DISTINCT FROM 'Web' GROUP BY 1, 2 ORDER BY 1, 2

-- chart: details.users
SELECT
  d.user_pseudo_id, u.user_id, u.user_properties_json_str, u.first_app_install_source, d.first_day, u.first_touch_time_msec,
  u.first_referrer, u.first_traffic_source, u.first_traffic_medium, u.first_traffic_campaign, u.first_traffic_content,
  u.first_traffic_term, u.first_traffic_campaign_id, u.first_traffic_clid_platform, u.first_traffic_clid,
  u.first_traffic_channel_group, u.first_traffic_category
FROM (
  SELECT DISTINCT user_pseudo_id, first_day FROM e
  WHERE event_timestamp >= TIMESTAMP '{first}' AND event_timestamp < TIMESTAMP '{last}' + INTERVAL 1 DAY
) AS d LEFT JOIN shop.user_v2 AS u ON u.user_pseudo_id = d.user_pseudo_id
ORDER BY 1

-- chart: details.events
SELECT
  date_trunc('second', event_timestamp),
  date_trunc('second', timezone('Europe/Berlin', timezone('UTC', event_timestamp))),
  event_id, event_name, event_bundle_sequence_id, user_id, user_pseudo_id, platform, app_id, app_package_id, app_version,
  CASE
    WHEN coalesce(device_operating_system, device_ua_os) IS NULL THEN NULL
    ELSE concat_ws(
      ' ', coalesce(device_operating_system, device_ua_os), coalesce(device_operating_system_version, device_ua_os_version)
    )
  END,
  device_carrier, device_ua_browser, device_manufacturer, geo_country, geo_city
FROM e WHERE event_timestamp >= TIMESTAMP '{first}' AND event_timestamp < TIMESTAMP '{last}' + INTERVAL 1 DAY
ORDER BY event_timestamp DESC, event_id

-- chart: details.parameters
SELECT event_id, user_pseudo_id, custom_parameters_json_str
FROM e WHERE event_timestamp >= TIMESTAMP '{first}' AND event_timestamp < TIMESTAMP '{last}' + INTERVAL 1 DAY
ORDER BY event_timestamp DESC, event_id

-- chart: commerce.revenue_by_day
SELECT day, currency, sum(amount) FROM p GROUP BY 1, 2 ORDER BY 1, 2

-- chart: commerce.revenue
SELECT currency, sum(amount) FROM p GROUP BY 1 ORDER BY 1

-- chart: commerce.purchasers
SELECT count(DISTINCT person) FROM p

-- chart: commerce.items
, k AS (
  SELECT item_id FROM i WHERE event_name IN ('view_item', 'add_to_cart', 'purchase')
  GROUP BY 1 ORDER BY count(DISTINCT event_id) FILTER (event_name = 'view_item') DESC, 1 LIMIT 10
)
SELECT
  item_id, name, currency,
  count(DISTINCT event_id) FILTER (event_name = 'view_item'),
  count(DISTINCT event_id) FILTER (event_name = 'add_to_cart'),
  count(DISTINCT event_id) FILTER (event_name = 'purchase'),
  sum(amount) FILTER (event_name = 'purchase')
FROM i WHERE event_name IN ('view_item', 'add_to_cart', 'purchase') AND item_id IN (SELECT item_id FROM k)
GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3

-- chart: commerce.categories
, k AS (
  SELECT category FROM i WHERE event_name IN ('view_item', 'add_to_cart', 'purchase')
  GROUP BY 1 ORDER BY count(DISTINCT event_id) FILTER (event_name = 'view_item') DESC, 1 LIMIT 10
)
SELECT
  i.category, currency,
  count(DISTINCT event_id) FILTER (event_name = 'view_item'),
  count(DISTINCT event_id) FILTER (event_name = 'add_to_cart'),
  count(DISTINCT event_id) FILTER (event_name = 'purchase'),
  sum(amount) FILTER (event_name = 'purchase')
FROM i JOIN k ON k.category IS NOT DISTINCT FROM i.category
WHERE event_name IN ('view_item', 'add_to_cart', 'purchase')
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2

-- chart: commerce.first_purchase_by_channel
SELECT channel, count(*) FROM (
  SELECT DISTINCT ON (coalesce(u.user_id, v.user_pseudo_id))
    u.first_traffic_channel_group AS channel,
    CAST(timezone('Europe/Berlin', timezone('UTC', v.event_timestamp)) AS DATE) AS day
  FROM shop.item_v2 AS v LEFT JOIN shop.user_v2 AS u ON u.user_pseudo_id = v.user_pseudo_id
  WHERE v.event_name = 'purchase'
  ORDER BY coalesce(u.user_id, v.user_pseudo_id), v.event_timestamp, v.event_id, v.item_id, v.user_pseudo_id
)
WHERE day BETWEEN DATE '{first}' AND DATE '{last}' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10
