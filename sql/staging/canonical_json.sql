-- JSON text with keys in byte order and without blanks. DuckDB keeps the text as it was staged, which is canonical.
--
-- kind: function
-- refresh: once
CREATE OR REPLACE MACRO {schema}.canonical_json(value) AS CAST(value AS VARCHAR);
