"""A stranger's bytes are read in a process of its own, which has limits and nothing to write to.

``reader`` (this side) hands files over and takes tables back; ``forker`` is a small process that
has the readers imported and forks one child for each submission; ``work`` is what a child does;
``limits`` what it may use; ``wire`` how files and tables travel: as bytes, JSON and Arrow, never as
objects, so that a child that was taken over can hand back wrong tables but no code.
"""
