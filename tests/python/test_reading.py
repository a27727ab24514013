"""millrace.read and millrace.stream, with the program as the witness."""

import concurrent.futures
import gzip
import pathlib
import tempfile
import unittest

import millrace
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import samples

# Clocks and names of jobs differ between any two runs.
OF_A_RUN = {"created_time", "process_info", "job_id"}


def rows(table):
    """The rows of a table in one order, without what differs between runs."""
    kept = [name for name in table.column_names if name not in OF_A_RUN]
    return sorted(repr(sorted(row.items())) for row in table.select(kept).to_pylist())


def lake_rows(folder, project, table):
    files = sorted(pathlib.Path(folder).glob(f"lake/{project}/{table}/**/*.parquet"))
    return sorted(row for file in files for row in rows(pq.ParquetFile(file).read()))


class ReadTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name

    def test_equals_what_the_program_writes(self):
        for name in samples.NAMES:
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                report = samples.process(name, folder)
                tables = millrace.read(samples.raw(name), **samples.keys(name))
                self.assertEqual(tuple(tables), millrace.TABLES)
                for table in millrace.TABLES:
                    self.assertTrue(tables[table].schema.equals(millrace.schema(table), check_metadata=True))
                    self.assertEqual(rows(tables[table]), lake_rows(folder, samples.keys(name)["project"], table), table)
                for key, value in tables.counters.items():
                    self.assertEqual(value, report[key], key)

    def test_reads_by_a_configuration_file(self):
        config = pathlib.Path(self.folder, "own/millrace.yml")
        config.parent.mkdir()
        config.write_text("apps: [nobody]\nrules: rules\n")
        (config.parent / "rules").mkdir()
        tables = millrace.read(samples.raw("sdk"), config=config)
        self.assertEqual(tables["event_v2"].num_rows, 0)
        self.assertEqual(set(tables["rejects"]["reason"].to_pylist()) - {"late"}, {"unknown_app"})

    def test_bad_data_is_a_reject(self):
        path = pathlib.Path(self.folder, "broken.gz")
        path.write_bytes(gzip.compress(b'{"not": "a request"}\nno json\n')[:-4])
        tables = millrace.read(path)
        self.assertEqual(tables["event_v2"].num_rows, 0)
        self.assertGreater(tables["rejects"].num_rows, 0)

    def test_nothing_is_no_rows(self):
        tables = millrace.read([])
        self.assertEqual([table.num_rows for table in tables.values()], [0] * 5)
        self.assertEqual(tables.counters["lines"], 0)


class StreamTest(unittest.TestCase):
    def test_gives_the_rows_of_read(self):
        wanted = millrace.read(samples.raw("sdk"), **samples.keys("sdk"))
        for dictionaries in (False, True):
            found = {table: [] for table in millrace.TABLES}
            with millrace.stream(samples.raw("sdk"), dictionaries=dictionaries, **samples.keys("sdk")) as stream:
                for table, batch in stream:
                    found[table] += rows(pa.Table.from_batches([batch]))
            self.assertEqual({table: sorted(texts) for table, texts in found.items()},
                             {table: rows(wanted[table]) for table in millrace.TABLES})
            self.assertEqual(stream.counters, wanted.counters)

    def test_of_one_table_for_engines(self):
        with millrace.stream(samples.raw("sdk"), **samples.keys("sdk")) as stream:
            events = stream.of("event_v2").read_all()
        self.assertEqual(events.num_rows, stream.counters["rows_written"]["event_v2"])

    def test_batches_outlive_their_stream(self):
        with millrace.stream(samples.raw("sdk"), **samples.keys("sdk")) as stream:
            batches = [rows for table, rows in stream if table == "event_v2"]
        del stream
        for batch in batches:
            batch.validate(full=True)
            self.assertEqual(pc.count(batch["event_id"]).as_py(), batch.num_rows)

    def test_may_be_left_at_any_time(self):
        for _ in range(3):
            stream = millrace.stream([samples.raw("sdk")] * 3, **samples.keys("sdk"))
            next(stream)
            stream.close()
            stream.close()
            self.assertEqual(list(stream), [])
        millrace.stream(samples.raw("sdk"), **samples.keys("sdk"))  # nobody holds it

    def test_sessions_are_independent(self):
        first = millrace.stream(samples.raw("sdk"), **samples.keys("sdk"))
        second = millrace.stream(samples.raw("gtm"), **samples.keys("gtm"))
        apps = [set(), set()]
        with first, second:
            for number, stream in ((0, first), (1, second), (0, first)):
                for table, batch in stream:
                    if table == "event_v2":
                        apps[number] |= set(batch["app_id"].to_pylist())
        self.assertEqual(apps[0], set(samples.keys("sdk")["apps"]))
        self.assertEqual(apps[1], set(samples.keys("gtm")["apps"]))

    def test_threads_read_at_the_same_time(self):
        def read(name):
            return {table: rows(found) for table, found in millrace.read(samples.raw(name), **samples.keys(name)).items()}

        wanted = {name: read(name) for name in samples.NAMES}
        names = samples.NAMES * 2
        with concurrent.futures.ThreadPoolExecutor(len(names)) as pool:
            for name, found in zip(names, pool.map(read, names), strict=True):
                self.assertEqual(found, wanted[name])

    def test_threads_share_a_stream(self):
        with millrace.stream(samples.raw("sdk"), **samples.keys("sdk")) as stream:
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                parts = list(pool.map(lambda _: sum(b.rows.num_rows for b in stream if b.table == "event_v2"), range(4)))
        self.assertEqual(sum(parts), stream.counters["rows_written"]["event_v2"])


class ErrorTest(unittest.TestCase):
    def test_keep_the_message(self):
        with self.assertRaisesRegex(millrace.UserError, "^there is no file /nowhere/at/all$"):
            millrace.read("/nowhere/at/all")
        with self.assertRaisesRegex(millrace.UserError, "unknown key .*treads.*did you mean processing.threads"):
            millrace.read([], processing={"treads": 2})
        with self.assertRaisesRegex(millrace.UserError, "location database not found: nowhere.mmdb"):
            millrace.read([], geoip="nowhere.mmdb")
        with self.assertRaisesRegex(millrace.UserError, "no table `events`"):
            millrace.schema("events")
        with self.assertRaisesRegex(millrace.UserError, "not both: my.yml, `apps`"):
            millrace.read([], config="my.yml", apps=["a"])
        with self.assertRaisesRegex(millrace.UserError, "cannot read the configuration nowhere.yml"):
            millrace.read([], config="nowhere.yml")
        with self.assertRaisesRegex(millrace.UserError, "of type object"):
            millrace.read([], apps=object())
        with self.assertRaisesRegex(millrace.UserError, "zero byte"):
            millrace.read("a\0b")
        with millrace.stream([], dictionaries=True) as stream, self.assertRaisesRegex(millrace.UserError, "one schema"):
            stream.of("session")
        self.assertTrue(issubclass(millrace.MachineError, millrace.MillraceError))


if __name__ == "__main__":
    unittest.main()
