"""From the warehouse to a draft that a person may look at.

Belongs here: ``release_draft`` and its blocking checks.
Does not: what may leave (``pipelines.disclosure``) and how it is written (``pipelines.release``).
"""
