"""The helpers of the unit tests serve here too."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

UNIT = Path(__file__).parents[2] / "unit" / "intake"
sys.path.insert(0, str(UNIT))
_spec = importlib.util.spec_from_file_location("intake_unit_fixtures", UNIT / "conftest.py")
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
home = _module.home
