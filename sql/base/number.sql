-- The numbers 0 to 9,999, for days between two days.
--
-- kind: view
-- grain: n
-- key: n
-- columns:
--   n integer required: the number
-- refresh: live
SELECT ones.n + 10 * tens.n + 100 * hundreds.n + 1000 * thousands.n AS n
FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS ones (n)
CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS tens (n)
CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS hundreds (n)
CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS thousands (n);
