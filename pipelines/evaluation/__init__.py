"""Statistics as pure functions from frame to frame, for the marts and for a notebook.

Belongs here: formulas of the evaluation, each with its source. Does not: files, Dagster, dbt.
"""
