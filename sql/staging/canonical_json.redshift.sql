-- JSON text with keys in byte order and without blanks. Redshift keeps the order of the text that was parsed, which was staged
-- in canonical form.
--
-- kind: function
-- refresh: once
CREATE OR REPLACE FUNCTION {schema}.canonical_json(SUPER) RETURNS VARCHAR(MAX) IMMUTABLE AS $$
SELECT json_serialize($1)
$$ LANGUAGE sql;
