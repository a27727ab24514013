"""Runs the examples of docs/how-to/python.md, one after the other, as in a notebook."""

import contextlib
import importlib.util
import io
import pathlib
import re
import shutil
import tempfile
import unittest

import samples


@unittest.skipIf(importlib.util.find_spec("pandas") is None, "pandas, polars and DuckDB are there for one version of Python")
class GuideTest(unittest.TestCase):
    def test_examples_run(self):
        page = (samples.ROOT / "docs/how-to/python.md").read_text()
        examples = re.findall(r"^```python\n(.*?)^```", page, re.S | re.M)
        self.assertGreater(len(examples), 5)
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            shutil.copytree(samples.raw("sdk"), pathlib.Path(folder, "raw"))
            notebook = {}
            for number, example in enumerate(examples, start=1):
                printed = io.StringIO()
                with self.subTest(number), contextlib.redirect_stdout(printed):
                    exec(compile(example, f"example {number}", "exec"), notebook)
                    self.assertTrue(printed.getvalue().strip(), example)


if __name__ == "__main__":
    unittest.main()
