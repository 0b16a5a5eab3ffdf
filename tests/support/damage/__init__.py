"""Submissions that are right, and a hundred ways to damage them, each with what must be said of it.

``clean`` makes a good submission in any shape, ``grids`` takes its files apart and puts them
together again, the ``kinds_…`` modules damage one thing and say what is expected, ``told`` compares
that with what intake says.
"""
