-- Properties that came with more than one type, with each of their types.
--
-- kind: view
-- grain: project_id, app_id, category, property_name, value_type
-- key: project_id, app_id, category, property_name, value_type
-- columns:
--   project_id text required: project
--   app_id text required: app
--   category text required: group of properties
--   property_name text required: column, or name of the parameter
--   value_type text: type
--   row_count bigint required: rows that have this type
--   first_date date required: first UTC day with this type
--   last_date date required: last UTC day with this type
--   type_count bigint required: types of the property
--   is_usual boolean required: the type that most rows have; ties by the type's bytes
-- depends: parameter_day
-- refresh: live
SELECT
  project_id, app_id, category, property_name, value_type, row_count, first_date, last_date, type_count,
  place = 1 AS is_usual
FROM (
  SELECT
    typed.*,
    count(*) OVER (PARTITION BY project_id, app_id, category, property_name) AS type_count,
    row_number() OVER (
      PARTITION BY project_id, app_id, category, property_name ORDER BY row_count DESC, value_type NULLS LAST
    ) AS place
  FROM (
    SELECT
      project_id, app_id, category, property_name, value_type,
      CAST(sum(row_count) AS BIGINT) AS row_count,
      min(event_date) AS first_date,
      max(event_date) AS last_date
    FROM {schema}.parameter_day
    GROUP BY project_id, app_id, category, property_name, value_type
  ) AS typed
) AS counted
WHERE type_count > 1;
