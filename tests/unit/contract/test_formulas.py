"""No text that a spreadsheet could take for a formula, however it hides its sign."""

from __future__ import annotations

import re

import pytest

from pipelines.contract.formulas import harmless, live_pattern

HIDDEN = {
    "an equals sign": "=1+1",
    "a full-width equals sign": "＝1+1",
    "a small equals sign": "﹦1+1",
    "a superscript plus": "⁺1",
    "a full-width minus": "－2+3",
    "a minus sign of mathematics": "−2+3",
    "a full-width at": "＠SUM(A1)",
    "blanks": "   =1+1",
    "a tab": "\t=1+1",
    "a line end": "\r\n=1+1",
    "a vertical tab": "\x0b=1+1",
    "a no-break space": "\u00a0=1+1",
    "an ideographic space": "\u3000=1+1",
    "a zero-width space": "\u200b=1+1",
    "a byte order mark": "\ufeff=1+1",
    "a word joiner": "\u2060=1+1",
    "a soft hyphen": "\u00ad=1+1",
    "a sign of direction": "\u202e=1+1",
    "a variation selector": "\ufe0f=1+1",
    "a Hangul filler": "\u3164=1+1",
    "a Braille blank": "\u2800=1+1",
    "several of them": "\ufeff \u200b\t＝1+1",
    "a nought byte": "\x00=1+1",
    "behind a semicolon": "Perth; =1+1",
    "behind a comma": "Perth,\t@SUM(A1)",
    "a command": "|calc",
    "a percent sign": "%0A=1",
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=lambda t: ascii(t))
def test_a_hidden_sign_gets_an_apostrophe(text: str) -> None:
    written = harmless(text)
    assert "'" in written
    assert not re.search(live_pattern(), written)
    assert re.search(live_pattern(), text)
    assert harmless(written) == written


@pytest.mark.parametrize(
    "text",
    [
        "Perth and Kinross",
        "Aberdeen-shire",
        "up to 1%",
        "95% to 99%",
        "Na h-Eileanan Siar",
        "[c]",
        "S12000033",
        "MADE-UP",
        "adoption|permanence_order_adoption",
        "A, B; C",
        "Àrd-sgoil",
        "",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
    assert not re.search(live_pattern(), text)


def test_a_cell_is_one_line_without_signs_that_nobody_sees() -> None:
    assert harmless("Perth\n+1") == "Perth +1"
    assert harmless(" West\u00a0Lothian\r\n\u200b(west)\x00 ") == "West Lothian (west)"
