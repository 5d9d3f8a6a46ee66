# SPDX-License-Identifier: Apache-2.0
"""Opens the history of AIPerf runs from PySpark: what HistoryTable offers to Java, as DataFrames.

    spark = session()
    history = open_history(spark, "samples/embedded")  # or any directory of a run, or of runs, also on HDFS
    history.trials.toPandas()

columns.md says what the columns hold. Needs a built project: `submit/aiperf --version` builds it.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pyspark
from pyspark.sql import DataFrame, SparkSession

_ROOT = Path(__file__).resolve().parent.parent
_BUILT = _ROOT / "target" if (_ROOT / "src").is_dir() else _ROOT  # a distribution has everything beside notebooks/


def _class_path(jar: Path) -> str:
    """The application and those of its libraries that this PySpark does not bring: two versions of one do not go together."""
    lacking = subprocess.run(
        [_ROOT / "submit" / "libraries.sh", _BUILT / "lib", Path(pyspark.__file__).parent / "jars"],
        check=True, capture_output=True, text=True,
    )
    return ":".join([str(jar), *lacking.stdout.split("\n")]).rstrip(":")


def session(master: str = "local[2]") -> SparkSession:
    """A Spark that knows AIPerf's classes. On a cluster: start PySpark with aiperf.jar and lib/* on the driver's class path."""
    jar = _BUILT / "aiperf.jar"
    if not jar.is_file():
        raise FileNotFoundError(f"{jar} is not there; run {_ROOT / 'submit' / 'aiperf'} --version once, which builds it")
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # one machine: its name need not resolve
    spark = (
        SparkSession.builder.appName("AIPerf notebook")
        .master(master)
        .config("spark.driver.extraClassPath", _class_path(jar))
        .config("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile={_ROOT / 'conf' / 'log4j2.properties'}")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    return spark


@dataclass(frozen=True)
class History:
    """The tables of some runs; all but `distances` are also views for spark.sql."""

    runs: DataFrame
    trials: DataFrame
    epochs: DataFrame
    morphs: DataFrame
    utilisation: DataFrame
    distances: DataFrame


def open_history(spark: SparkSession, path: str) -> History:
    """Reads a run, or all runs of a directory."""
    table = spark._jvm.org.aiperf.spark.table.HistoryTable.open(spark._jsparkSession, str(path))
    table.createViews()
    names = ("runs", "trials", "epochs", "morphs", "utilisation", "distances")
    return History(*(DataFrame(getattr(table, name)().toDF(), spark) for name in names))
