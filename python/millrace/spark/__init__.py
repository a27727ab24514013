"""Millrace on Apache Spark: the driver plans, claims and commits, executors read raw files and write lake files.

>>> import millrace.spark
>>> report = millrace.spark.process(spark, "millrace.yml")

The tables are those of `millrace process` with the same configuration. docs/how-to/spark.md is the guide.
"""

from millrace.spark.job import process

__all__ = ["process"]
