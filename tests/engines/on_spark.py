"""The warehouse built by the same dbt models on Spark, in an environment of its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from pipelines.settings import DBT_PROJECT_DIR, PROJECT_ROOT
from tests.support.warehouse import BuildFailed

DBT_ON_SPARK = PROJECT_ROOT / ".venv-spark" / "bin" / "dbt"


def build_on_spark(inputs: Path, warehouse: Path) -> Path:
    """Run ``dbt build`` on a folder of inputs; return the folder of Parquet it left.

    dbt's tests are left out: they ask about rows, and the rows are compared.
    The folder must not hold an earlier build: the catalogue lives in memory, and would not know it.
    """
    scratch = warehouse.with_suffix(".dbt")
    done = subprocess.run(
        [
            dbt_on_spark(),
            *("--quiet", "build", "--target", "spark"),
            *("--profiles-dir", DBT_PROJECT_DIR),
        ],
        cwd=DBT_PROJECT_DIR,
        env=os.environ
        | {
            "PACE_BUILD_INPUTS": str(inputs.resolve()),
            "PACE_SPARK_WAREHOUSE": str(warehouse.resolve()),
            "DBT_EXCLUDE_RESOURCE_TYPES": "test unit_test",
            "DBT_TARGET_PATH": str(scratch),
            "DBT_LOG_PATH": str(scratch),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
            "SPARK_LOCAL_IP": "127.0.0.1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BuildFailed(done.stdout + done.stderr)
    return warehouse


def dbt_on_spark() -> Path:
    """Return the dbt of Spark's environment (another one where PACE_DBT_ON_SPARK names it)."""
    return Path(os.environ.get("PACE_DBT_ON_SPARK") or DBT_ON_SPARK)
