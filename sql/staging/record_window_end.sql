-- Records that the lake files of a process run are all loaded, those of all four tables, also when there are none.
-- `window_end` is the end of the run's data window, in ms.
--
-- kind: statements
-- depends: load_end
-- refresh: load
INSERT INTO {schema}.load_end (load_sequence, window_end_msec)
VALUES ({load_sequence}, {window_end});
