"""What one engine alone understands, or understands otherwise, stands in `dbt_project/macros` only.

Each word is declared with what to write instead. `make spark` runs the models on another engine;
this test is the quick look that needs none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.settings import DBT_PROJECT_DIR


@dataclass(frozen=True)
class Word:
    """A word that is not portable: how to find it, a line that has it, what to write instead."""

    pattern: str
    example: str
    instead: str


WORDS = (
    Word(r"::", "x::integer", "cast(x as integer)"),
    Word(r"\bas (varchar|text|hugeint)\)", "cast(x as varchar)", "dbt.type_string()"),
    Word(r'"', 'x as "rows"', "adapter.quote: to Spark it is a text"),
    Word(r"\bqualify\b", "qualify rank = 1", "a CTE with the row number, and where"),
    Word(r"\brecursive\b", "with recursive walked", "with_walked: Spark 3.5 has no recursion"),
    Word(r"\b(unnest|generate_series|range)\s*\(", "from range(10)", "a CTE of digits, or a join"),
    Word(r"\b(list|struct|map|array)_\w+\s*\(", "list_sort(x)", "rows, not lists"),
    Word(r"\[", "x[1]", "rows, not lists"),
    Word(r"\blambda\b|->", "x -> x + 1", "rows, not lists"),
    Word(r"\b(string_agg|group_concat|listagg)\b", "string_agg(x, ',')", "dbt.listagg"),
    Word(r"\bdate_?(add|diff|sub)\s*\(", "datediff(a, b)", "days_after, days_between"),
    Word(r"\bdate '[^']*' [+-]", "date '2019-01-01' + 1", "days_after"),
    Word(r"\binterval\b|\bto_(day|month|year)s\b", "x + interval 1 day", "days_after"),
    Word(r"\bdate_trunc\b", "date_trunc('quarter', x)", "a macro: Spark makes it a timestamp"),
    Word(r"\b(dayofweek|isodow|weekday|dow)\b", "dayofweek(x)", "a macro: they count from 0 or 1"),
    Word(r"\b(strf|strp)time\b|\bto_date\b", "strftime(x, '%Y')", "extract, cast"),
    Word(r"\b(arg_max|arg_min|first|last)\s*\(", "arg_max(x, y)", "max_by, min_by"),
    Word(r"\bignore nulls\b", "last_value(x ignore nulls)", "count over, then max over"),
    Word(r"\bquantile\w*\s*\(", "quantile_cont(x, 0.5)", "percentile_cont … within group"),
    Word(r"<=>", "a <=> b", "is not distinct from"),
    Word(r"\basof\b|\bpositional\b", "asof join t", "a window, then a join"),
    Word(r"\bby all\b", "group by all", "the columns"),
    Word(r"\*\s*(exclude|replace|except)\b", "select * exclude (x)", "the columns"),
    Word(r"\bcolumns\s*\(", "columns('a.*')", "the columns"),
    Word(r"//|\*\*|\^", "a // b", "floor(a / b), power(a, b)"),
    Word(r"==", "a == b", "="),
    Word(r"\bregexp_\w+|\b(starts|ends)_with\b|\bilike\b", "starts_with(x, 'a')", "like"),
    Word(r"\bread_(parquet|csv)", "from read_parquet('x')", "source()"),
    Word(r"\bcurrent_(date|time)|\b(now|today)\s*\(", "x < current_date", "as_at: no clock at all"),
)

TEXT = re.compile(r"'[^']*'")
NOT_SQL = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|--[^\n]*", re.S)
CODE = sorted(p for room in ("models", "tests") for p in (DBT_PROJECT_DIR / room).rglob("*.sql"))


def uses(word: Word, model: str) -> bool:
    """Return whether a model uses a word, its comments, macros and texts apart."""
    sql = TEXT.sub("''", NOT_SQL.sub(" ", model))
    return re.search(word.pattern, sql, re.I) is not None


@pytest.mark.parametrize("word", WORDS, ids=lambda w: w.pattern)
def test_the_pattern_finds_the_word(word: Word) -> None:
    assert uses(word, f"where {word.example} and true")
    assert not uses(word, f"-- {word.example}\nwhere true")


@pytest.mark.parametrize("word", WORDS, ids=lambda w: w.pattern)
def test_it_stands_in_macros_only(word: Word) -> None:
    found = [p.name for p in CODE if uses(word, p.read_text(encoding="utf-8"))]
    assert found == [], f"write {word.instead}"


def test_expressions_in_tests_quote_no_name() -> None:
    """No macro is rendered in a test's arguments: a quoted name is right on one engine only."""
    quoting = [
        path.name
        for path in (DBT_PROJECT_DIR / "models").rglob("*.yml")
        if '\\"' in path.read_text(encoding="utf-8")
    ]
    assert quoting == []


def test_there_is_code_to_look_at() -> None:
    assert len(CODE) > 40
    assert Path(DBT_PROJECT_DIR / "models" / "core" / "aim_clock.sql") in CODE
