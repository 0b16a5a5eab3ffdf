"""What changed between two builds, and why: two warehouse files in, counts and reasons out.

Belongs here: comparing builds, records, clocks and cells of two files opened for reading.
Does not: finding or making a build (``pipelines/warehouse``), showing it (``pipelines/commands``).
Nothing here hands out a child's key or a value of a child's row: only counts by table, authority
and reason. Figures of marts come with before and after; they are restricted as the warehouse is.
"""
