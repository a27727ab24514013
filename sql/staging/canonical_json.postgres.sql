-- JSON text with keys in byte order and without blanks. PostgreSQL keeps jsonb in an order and with blanks of its own.
--
-- kind: function
-- refresh: once
CREATE OR REPLACE FUNCTION {schema}.canonical_json(value jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE jsonb_typeof(value)
  WHEN 'object' THEN (
    SELECT '{' || coalesce(string_agg(
      to_json(member.key)::text || ':' || {schema}.canonical_json(member.value), ',' ORDER BY member.key COLLATE "C"
    ), '') || '}'
    FROM jsonb_each(value) AS member
  )
  WHEN 'array' THEN (
    SELECT '[' || coalesce(string_agg({schema}.canonical_json(element.value), ',' ORDER BY element.place), '') || ']'
    FROM jsonb_array_elements(value) WITH ORDINALITY AS element (value, place)
  )
  ELSE value::text
END
$$;
