"""The table of checks says what the catalogues say."""

from __future__ import annotations

from pipelines.contract.checks_page import PAGE, page
from pipelines.intake.table_rules import table_rules


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "make docs"


def test_every_rule_over_tables_stands_in_it() -> None:
    text = page()
    assert all(f"| `{rule.id}` |" in text for rule in table_rules())
