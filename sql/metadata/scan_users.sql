-- Scans all users: attributes and their most frequent values (metadata-expiry-schema.md, section 1 with differences 3 and 14).
--
-- kind: statements
-- depends: user_v2, user_property, user_attribute_value
-- refresh: scan
DELETE FROM {schema}.user_attribute_value;

INSERT INTO {schema}.user_attribute_value (
  scan_date, project_id, app_id, category, property_name, value_type, property_value, value_count, is_truncated,
  user_count
)
SELECT
  CAST({run_time} AS DATE), {project}, {app}, category, property_name, value_type, property_value, value_count, is_truncated,
  user_count
FROM (
  SELECT
    counted.*,
    row_number() OVER (
      PARTITION BY category, property_name, value_type ORDER BY value_count DESC, property_value COLLATE "C"
    ) AS place,
    CAST(sum(value_count) OVER (PARTITION BY category, property_name, value_type) AS BIGINT) AS user_count
  FROM (
    SELECT 'user_outer' AS category, 'first_visit_date' AS property_name, 'string' AS value_type, CAST(first_visit_date AS VARCHAR) AS property_value, count(*) AS value_count, FALSE AS is_truncated
    FROM {schema}.user_v2
    WHERE first_visit_date IS NOT NULL
    GROUP BY 4
    UNION ALL
    SELECT 'user_outer', 'first_referrer', 'string', left(first_referrer, 100), count(*), bool_or(length(first_referrer) > 100)
    FROM {schema}.user_v2
    WHERE first_referrer <> ''
    GROUP BY 4
    UNION ALL
    SELECT 'user_outer', 'first_traffic_source', 'string', left(first_traffic_source, 100), count(*), bool_or(length(first_traffic_source) > 100)
    FROM {schema}.user_v2
    WHERE first_traffic_source <> ''
    GROUP BY 4
    UNION ALL
    SELECT 'user_outer', 'first_traffic_medium', 'string', left(first_traffic_medium, 100), count(*), bool_or(length(first_traffic_medium) > 100)
    FROM {schema}.user_v2
    WHERE first_traffic_medium <> ''
    GROUP BY 4
    UNION ALL
    SELECT 'user_outer', 'first_traffic_campaign', 'string', left(first_traffic_campaign, 100), count(*), bool_or(length(first_traffic_campaign) > 100)
    FROM {schema}.user_v2
    WHERE first_traffic_campaign <> ''
    GROUP BY 4
    UNION ALL
    SELECT 'user_outer', 'first_traffic_campaign_id', 'string', left(first_traffic_campaign_id, 100), count(*), bool_or(length(first_traffic_campaign_id) > 100)
    FROM {schema}.user_v2
    WHERE first_traffic_campaign_id <> ''
    GROUP BY 4
    UNION ALL
    SELECT 'user_outer', 'first_traffic_clid_platform', 'string', left(first_traffic_clid_platform, 100), count(*), bool_or(length(first_traffic_clid_platform) > 100)
    FROM {schema}.user_v2
    WHERE first_traffic_clid_platform <> ''
    GROUP BY 4
    UNION ALL
    SELECT 'user_outer', 'first_traffic_clid', 'string', left(first_traffic_clid, 100), count(*), bool_or(length(first_traffic_clid) > 100)
    FROM {schema}.user_v2
    WHERE first_traffic_clid <> ''
    GROUP BY 4
    UNION ALL
    SELECT 'user_outer', 'first_traffic_channel_group', 'string', left(first_traffic_channel_group, 100), count(*), bool_or(length(first_traffic_channel_group) > 100)
    FROM {schema}.user_v2
    WHERE first_traffic_channel_group <> ''
    GROUP BY 4
    UNION ALL
    SELECT 'user_outer', 'first_traffic_category', 'string', left(first_traffic_category, 100), count(*), bool_or(length(first_traffic_category) > 100)
    FROM {schema}.user_v2
    WHERE first_traffic_category <> ''
    GROUP BY 4
    UNION ALL
    SELECT 'user_outer', 'first_app_install_source', 'string', left(first_app_install_source, 100), count(*), bool_or(length(first_app_install_source) > 100)
    FROM {schema}.user_v2
    WHERE first_app_install_source <> ''
    GROUP BY 4
    UNION ALL
    SELECT 'user', property_name, value_type, left(property_value, 100), count(*), bool_or(length(property_value) > 100)
    FROM {schema}.user_property
    WHERE property_value <> '' AND property_name NOT LIKE '%timestamp%'
    GROUP BY 2, 3, 4
  ) AS counted
) AS ranked
WHERE place <= {top_values};
