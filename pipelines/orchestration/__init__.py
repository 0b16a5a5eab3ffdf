"""The asset graph: the only room that knows Dagster.

Belongs here: assets, asset checks, partitions, resources, sensors, schedules, jobs.
Does not: anything you would want to call without Dagster. Every asset below is a few lines that
call another room and report what it said, as counts and sentences, never a value of the data.
"""
