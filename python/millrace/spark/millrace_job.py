"""spark-submit millrace_job.py --config millrace.yml [--set KEY=VALUE]… [--task-bytes SIZE] [--attempts N] [--restore-state]

`millrace process` with the executors of the application. Prints the report as one JSON object. The exit code is 0 if all
files were read, 2 if the configuration is wrong, otherwise 1.
"""

import argparse
import json
import logging
import os
import sys

from pyspark import SparkFiles
from pyspark.sql import SparkSession

from millrace.config import overridden
from millrace.errors import MillraceError, UserError
from millrace.spark.job import run


def main() -> int:
    parser = argparse.ArgumentParser(prog="millrace_job.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--config", metavar="FILE", required=True)
    parser.add_argument("--set", metavar="KEY=VALUE", action="append", default=[])
    parser.add_argument("--task-bytes", metavar="SIZE", default="128MiB")
    parser.add_argument("--attempts", metavar="N", type=int, default=4)
    parser.add_argument("--restore-state", action="store_true")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    logging.getLogger("py4j").setLevel(logging.WARNING)
    spark = SparkSession.builder.appName("millrace").getOrCreate()
    try:
        report = run(
            spark,
            overridden(given.config if os.path.exists(given.config) else SparkFiles.get(given.config), given.set),
            task_bytes=given.task_bytes,
            attempts=given.attempts,
            restore_state=given.restore_state,
        )
    except MillraceError as error:
        sys.stderr.write(f"millrace: error: {error}\n")
        return 2 if isinstance(error, UserError) else 1
    finally:
        spark.stop()
    sys.stdout.write(json.dumps(report) + "\n")
    return 1 if report["files_failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
