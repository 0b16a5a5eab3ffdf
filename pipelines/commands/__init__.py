"""What each ``pace`` command does, in words; one module per command.

Belongs here: the order of the rooms within a command, and what is said at its end.
Does not: options (``pipelines/cli.py``), drawing on a terminal (``pipelines/terminal.py``), work.
"""
