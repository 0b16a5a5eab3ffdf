"""``make spark``: the models on DuckDB and on Spark, from the same inputs, row by row."""
