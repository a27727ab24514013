-- Records the cut of an expiry before anything is deleted: from here on loads leave older events out, and model runs leave days
-- before it alone. A cut never moves back.
--
-- kind: statements
-- depends: expiry_cut
-- refresh: expiry
INSERT INTO {schema}.expiry_cut (cut_time, expired_time)
SELECT {cut_time}, {run_time}
WHERE NOT EXISTS (SELECT 1 FROM {schema}.expiry_cut WHERE cut_time >= {cut_time});
