"""Build a candidate warehouse from what is in force, prove it, swap it in.

Belongs here: what is in force, gathering it for dbt, proving and swapping the file.
Does not: SQL that belongs to a model, reading anything an authority sent.
"""
