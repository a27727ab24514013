"""The command, millrace.explain, and what the wheel brought."""

import importlib.metadata
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import millrace

import samples


class ProgramTest(unittest.TestCase):
    def test_is_the_environments(self):
        for command in (["millrace"], [sys.executable, "-m", "millrace"]):
            done = subprocess.run([*command, "--version"], check=True, capture_output=True, text=True)
            self.assertIn(millrace.__version__, done.stdout)

    def test_libraries_are_of_the_environment(self):
        program = pathlib.Path(sys.prefix, "bin/millrace")
        for file in (program, pathlib.Path(sys.prefix, "lib/millrace/libcjose.so.0")):
            listed = subprocess.run(["ldd", file], check=True, capture_output=True, text=True).stdout
            self.assertNotIn("not found", listed)
        listed = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
        for path in re.findall(r"=> (\S+) \(", listed):
            if not re.search(r"/lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+)\.so\.\d+$", path):
                self.assertTrue(pathlib.Path(path).resolve().is_relative_to(pathlib.Path(sys.prefix).resolve()), path)

    def test_explain(self):
        raw = sorted(samples.raw("sdk").rglob("*.gz"))[0]
        story = millrace.explain(raw, line=1, index=0, **samples.keys("sdk"))
        self.assertEqual(story[0]["kind"], "request")
        self.assertTrue(any(step["row"] for step in story))
        foreign = millrace.explain(raw, apps=["nobody"])
        self.assertIn("unknown_app", " ".join(f"{step['name']} {step['text']}" for step in foreign))
        with self.assertRaisesRegex(millrace.UserError, "nowhere.gz"):
            millrace.explain("nowhere.gz")
        with self.assertRaisesRegex(millrace.UserError, "unknown key"):
            millrace.explain(raw, processing={"treads": 1})


class ContentsTest(unittest.TestCase):
    def test_are_listed_with_licences(self):
        listed = importlib.metadata.distribution("millrace")
        page = listed.read_text("licenses/LICENCES.md")
        own = {"libduckdb.so": "DuckDB", "libadbc_driver_postgresql.so": "ADBC driver for PostgreSQL"}
        libraries = [file.name for file in listed.files if file.parent.name == "millrace" and ".so" in file.name]
        self.assertGreater(len(libraries), 10)
        for name in libraries:
            self.assertIn(f"| {own[name]}" if name in own else f"`{name}`", page)
        links = re.findall(r"\]\((?!https?:)([^)]*)\)", page)
        self.assertGreater(len(links), 30)
        for link in links:
            self.assertTrue(listed.read_text(f"licenses/{link}"), link)
        self.assertNotIn("Arrow C++", page)

    def test_have_no_location_database(self):
        self.assertEqual([file for file in importlib.metadata.files("millrace") if "mmdb" in str(file)], [])

    def test_a_database_is_found_where_the_description_says(self):
        self.assertRegex(importlib.metadata.metadata("millrace").get_payload(), r"geoip.*GeoLite2-City\.mmdb")
        with tempfile.NamedTemporaryFile(suffix=".mmdb") as file, self.assertRaises(millrace.MillraceError):
            millrace.read([], geoip=file.name)  # it is read, and it is none


if __name__ == "__main__":
    unittest.main()
