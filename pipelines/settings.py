"""Where things live: the home of a run and the parts of the code base that are files.

No room decides on a path by itself; every path under a home is a property here.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[1]
DBT_PROJECT_DIR = PROJECT_ROOT / "dbt_project"
EXPECTATIONS_DIR = PROJECT_ROOT / "expectations"

HOME_VARIABLE = "PACE_HOME"
KEY_FILE_VARIABLE = "PACE_KEY_FILE"


@dataclass(frozen=True)
class Home:
    """The folder that holds everything a run reads and writes (contract section 1)."""

    root: Path

    @classmethod
    def from_environment(cls, explicit: Path | None = None) -> Home:
        """Return the home named explicitly, else by ``PACE_HOME``, else ``./data``."""
        chosen = explicit or Path(os.environ.get(HOME_VARIABLE) or "data")
        return cls(chosen.expanduser().resolve())

    @property
    def extracts(self) -> Path:
        """Submissions as received; read-only to the pipeline."""
        return self.root / "extracts"

    @property
    def programme(self) -> Path:
        """The programme's own records."""
        return self.root / "programme"

    @property
    def authorities(self) -> Path:
        """One mapping per authority that does not send the standard extract."""
        return self.root / "authorities"

    @property
    def submissions(self) -> Path:
        """Accepted submissions, standardised and immutable."""
        return self.root / "submissions"

    @property
    def quarantine(self) -> Path:
        """Refused rows by child key, and what is known of refused files."""
        return self.root / "quarantine"

    @property
    def feedback(self) -> Path:
        """What is sent back to each authority."""
        return self.root / "feedback"

    @property
    def warehouse(self) -> Path:
        """The last complete build."""
        return self.root / "warehouse.duckdb"

    @property
    def vintages(self) -> Path:
        """Builds as known at a day."""
        return self.root / "vintages"

    @property
    def drafts(self) -> Path:
        """Disclosure-checked exports that nobody has signed."""
        return self.root / "drafts"

    @property
    def releases(self) -> Path:
        """Published exports."""
        return self.root / "releases"

    @property
    def release_register(self) -> Path:
        """What became of every draft, and the sums it published; never leaves."""
        return self.root / "release_register"

    @property
    def work(self) -> Path:
        """Scratch of the pipeline: lock, candidate, dbt artefacts. Safe to delete between runs."""
        return self.root / ".pace"

    @property
    def scratch(self) -> Path:
        """Temporary files of processes that are at work; what is left there is swept."""
        return self.work / "scratch"

    @property
    def lock(self) -> Path:
        """One run at a time holds this file."""
        return self.work / "run.lock"

    @property
    def candidate(self) -> Path:
        """The warehouse while it is built and not yet proven."""
        return self.work / "candidate.duckdb"

    @property
    def build_inputs(self) -> Path:
        """What one build reads: the submissions and programme records in force."""
        return self.work / "inputs"

    @property
    def evaluation_results(self) -> Path:
        """What the evaluation worked out in earlier builds, by what it was worked out from."""
        return self.work / "evaluation"

    def vintage(self, as_known_at: str) -> Path:
        """Return where the build as known at an ISO day is kept."""
        return self.vintages / f"{as_known_at}.duckdb"


def key_file() -> Path:
    """Return the file that holds the pseudonym keys; always outside any home."""
    named = os.environ.get(KEY_FILE_VARIABLE)
    if named:
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_config_dir("pace")) / "pseudonym.key"
