"""Spark, when it is there: it is no part of the ordinary installation."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from anlan.standards.errors import BadInput

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

JAVA = 17
"""The oldest Java that Spark runs on."""


def missing() -> str | None:
    """What the distributed run lacks on this machine, and how to get it; None when all is there."""
    for name in ("pyspark", "pandas"):
        if find_spec(name) is None:
            return f"{name} is not installed: pip install 'anlan[spark]'"
    home = os.environ.get("JAVA_HOME")
    if which("java") is None and not (home and (Path(home) / "bin" / "java").exists()):
        return (
            f"there is no Java: install Java {JAVA} or newer (Debian: apt-get install "
            "default-jre-headless), or set JAVA_HOME"
        )
    return None


@contextmanager
def session(workers: int = 2, master: str | None = None) -> Iterator[SparkSession]:
    """A Spark session: this machine with so many workers, or the cluster of a master's URL.

    One that runs already is taken as it is. Workers run this Python and see the modules this
    process sees. BadInput with the way out when Spark or Java is missing.
    """
    if lack := missing():
        raise BadInput("the distributed run needs Spark and Java", value=lack, way_out=lack)
    from pyspark.sql import SparkSession

    if running := SparkSession.getActiveSession():
        yield running
        return
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(workers),
        "spark.sql.execution.arrow.maxRecordsPerBatch": "20000",
    }
    if master is None:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        settings |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.executorEnv.PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
    builder = SparkSession.builder.appName("anlan").master(master or f"local[{workers}]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        yield spark
    finally:
        spark.stop()
