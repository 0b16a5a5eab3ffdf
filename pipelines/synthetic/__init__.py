"""A made-up Scotland: invented authorities, invented children, planted faults, a planted effect.

What belongs here: everything that is invented, and the truth about it (``<home>/truth``).
What does not: anything that reads or judges data, or any figure that describes a real place.
The entrance is :func:`pipelines.synthetic.world.make_world`.
"""
