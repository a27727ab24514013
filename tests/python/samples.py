"""The raw files that the tests read, and what the program makes of them."""

import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(os.environ["MILLRACE_TEST_ROOT"])
SAMPLES = ROOT / "tests/samples"
NAMES = ("sdk", "gtm", "sensors")


def raw(name):
    return SAMPLES / name / "raw"


def keys(name):
    """The configuration of a sample, as keywords."""
    facts = json.loads((SAMPLES / name / "sample.json").read_text())
    return {
        "project": facts["project"],
        "apps": facts["apps"],
        "processing": {
            "client": facts["client"],
            "filter_bots": facts["filter_bots"],
            "max_event_age": f"{facts['max_event_age_hours']}h",
            "threads": 2,
        },
    }


def process(name, folder):
    """Runs `millrace process`; its report."""
    config = pathlib.Path(folder) / "millrace.yml"
    config.write_text(json.dumps(keys(name) | {"raw": str(raw(name))}))
    done = subprocess.run(["millrace", "process", "--json", "--config", config], check=True, capture_output=True)
    return json.loads(done.stdout)
