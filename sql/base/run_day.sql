-- Local days of a model run.
--
-- Rebuilt as a whole are days from `from_date` to `to_date` (asked for; none when `to_date` is before `from_date`), and days
-- up to the last complete one, `look_back` days back, that no run has built as complete days. Touched days from there on
-- are rebuilt for the users concerned, or as a whole where these are a fifth of the day's devices or more; those after the
-- last complete day only where they were built before. Of older ones only the state is kept up to date. Days that wait for
-- a run because a model of theirs failed (`pending`) are rebuilt as a whole, whatever their age. Days that an expiry has cut
-- stay as they are.
--
-- kind: work
-- grain: event_date
-- key: event_date
-- columns:
--   event_date date required: local day
--   is_built boolean required: its metrics are rebuilt
--   is_whole boolean required: as a whole, not for some users
--   is_read boolean required: its events are read
-- depends: run_touched, last_complete_day, first_day_kept
-- previous: session_day, refresh_mv_sp_status
-- refresh: run
WITH bounds AS (
  SELECT
    l.event_date AS last_date,
    l.event_date - {look_back} AS first_date,
    greatest(
      l.event_date - {look_back},
      least((SELECT min(event_date) FROM {schema}.session_day), (SELECT min(event_date) FROM {schema}.run_touched))
    ) AS first_wanted
  FROM {schema}.last_complete_day AS l
),

built AS (
  SELECT
    refresh_date AS event_date,
    bool_and(is_complete AND state <> 'stale') AS is_final,
    bool_or(state = 'pending') AS is_pending
  FROM {schema}.refresh_mv_sp_status
  GROUP BY refresh_date
),

whole AS (
  SELECT b.first_wanted + n.n AS event_date
  FROM bounds AS b
  INNER JOIN {schema}.number AS n ON b.first_wanted + n.n <= b.last_date
  LEFT JOIN built ON built.event_date = b.first_wanted + n.n
  WHERE NOT coalesce(built.is_final, FALSE)
  UNION
  SELECT event_date FROM built WHERE is_pending
  UNION
  SELECT CAST({from_date} AS DATE) + n.n + 10000 * m.n AS event_date
  FROM {schema}.number AS n
  INNER JOIN {schema}.number AS m ON 10000 * m.n <= CAST({to_date} AS DATE) - CAST({from_date} AS DATE)
  WHERE CAST({from_date} AS DATE) + n.n + 10000 * m.n <= CAST({to_date} AS DATE)
),

touched AS (
  SELECT event_date, count(*) AS devices, bool_or(has_events) AS has_events
  FROM {schema}.run_touched
  GROUP BY event_date
),

size AS (
  SELECT d.event_date, count(DISTINCT d.user_pseudo_id) AS devices
  FROM {schema}.session_day AS d
  INNER JOIN touched AS t ON t.event_date = d.event_date
  GROUP BY d.event_date
)

SELECT
  day.event_date,
  day.is_built,
  day.is_whole,
  day.is_built OR day.has_events AS is_read
FROM (
  SELECT
    coalesce(w.event_date, t.event_date) AS event_date,
    coalesce(
      w.event_date IS NOT NULL
      OR t.event_date BETWEEN b.first_date AND b.last_date
      OR (t.event_date > b.last_date AND built.event_date IS NOT NULL),
      FALSE
    ) AS is_built,
    w.event_date IS NOT NULL OR t.devices * 5 >= coalesce(s.devices, 0) AS is_whole,
    coalesce(t.has_events, FALSE) AS has_events
  FROM whole AS w
  FULL OUTER JOIN touched AS t ON t.event_date = w.event_date
  LEFT JOIN built ON built.event_date = t.event_date
  LEFT JOIN size AS s ON s.event_date = t.event_date
  CROSS JOIN bounds AS b
) AS day
CROSS JOIN {schema}.first_day_kept AS kept
WHERE kept.event_date IS NULL OR day.event_date >= kept.event_date;
