"""The same made-up world again, after authorities sent their data anew, some with corrections."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipelines.contract.release_tables import MartFrames

OUTCOMES = ("within", "not_within", "exited_before_threshold")


def resubmitted(frames: MartFrames, dice: np.random.Generator, authorities: int = 2) -> MartFrames:
    """Return the frames with some authorities' cohorts corrected by a child here and there.

    Their submissions get new ids; every group stays the sum of its members.
    """
    listed = frames.authorities.copy()
    cohorts = frames.aim_timeliness.copy().reset_index(drop=True)
    codes = listed.loc[listed["submission_id"].notna(), "authority_code"].tolist()
    for code in dice.choice(codes, min(authorities, len(codes)), replace=False):
        at = listed["authority_code"] == code
        listed.loc[at, "submission_id"] = listed.loc[at, "submission_id"] + "+"
        group = "engaged" if bool(listed.loc[at, "is_engaged"].iloc[0]) else "not_engaged"
        own = np.flatnonzero((cohorts["area"] == code) & (cohorts["aim"] != 1))
        for row in dice.choice(own, min(4, len(own)), replace=False):
            outcome, more = dice.choice(OUTCOMES), int(dice.integers(1, 4))
            same = (cohorts["aim"] == cohorts.at[row, "aim"]) & (
                cohorts["cohort_quarter"] == cohorts.at[row, "cohort_quarter"]
            )
            told = same & cohorts["area"].isin([code, group, "all_reporting", "scotland"])
            cohorts.loc[told, outcome] += more
    return replace(frames, authorities=listed, aim_timeliness=cohorts)


def all_sent_anew(frames: MartFrames, number: int) -> MartFrames:
    """Return the frames after every authority sent anew what it had: only submissions differ."""
    listed = frames.authorities.copy()
    listed["submission_id"] = listed["submission_id"] + f" anew {number}"
    return replace(frames, authorities=listed)
