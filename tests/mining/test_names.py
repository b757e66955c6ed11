"""Words from elsewhere become words that nothing takes for more."""

import re

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.mining.names import (
    display_name,
    harmless,
    name_number,
    shown_name,
)

# By what Markdown, HTML and templates begin something: emphasis only at a word's edge.
MARKUP = re.compile(
    r"[<>\[\]{}`*|\\~]|&#?\w+;|\S@[\w-]+\.|://|\bwww\.|(?:^|[\W_])_|_(?:[\W_]|$)",
    re.IGNORECASE,
)
ORDINARY = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 .:+#/()'\"$%-]{0,30}", fullmatch=True)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("<b>rig</b>", "‹b›rig‹/b›"),
        ("![x](http://e.example/i.png)", "!(x)(http:∕∕e.example/i.png)"),
        ("{{ states('x') }}", "(( states('x') ))"),
        ("*a* `b` ~c~ d|e \\f :\\\\g", "•a• ‘b‘ ˜c˜ d¦e /f :∕∕g"),
        ("www.e.example WWW.e", "www·e.example WWW·e"),
        ("awww.e", "awww.e"),
        ("rig@home a@e.example", "rig@home a @e.example"),
        ("Tom & Jerry R&D", "Tom & Jerry R&D"),
        ("&lt;&#60;&#x3c;", "& lt;& #60;& #x3c;"),
        ("a_b s21_garage_1", "a_b s21_garage_1"),
        ("_a_ b__c ü_ü", "‗a‗ b‗‗c ü_ü"),
        ("", ""),
    ],
)
def test_markup_becomes_what_looks_like_it(raw: str, shown: str) -> None:
    """And nothing else changes."""
    assert harmless(raw) == shown


@given(ORDINARY)
def test_an_ordinary_name_stays_what_it_is(name: str) -> None:
    """Letters, digits and the signs that people use."""
    if not MARKUP.search(name):
        assert harmless(name) == name


@given(
    st.text(max_size=300)
    | st.text("<>[]()!{}*_~`|\\&#;@:/w. ab1\n\u202e\u0301", max_size=80)
)
def test_what_is_shown_is_one_line_without_markup(name: str) -> None:
    """Whatever the name, and shown twice it is the same."""
    shown = display_name(name)
    assert not MARKUP.search(shown)
    assert len(shown) <= 64
    assert shown == shown.strip()
    assert shown.replace("\N{VARIATION SELECTOR-16}", "").isprintable()
    assert display_name(shown) == shown


@given(st.text(max_size=60))
def test_only_the_default_worker_has_no_name(name: str) -> None:
    """A name without a visible character gets a number."""
    assert bool(shown_name(name)) is bool(name)


@pytest.mark.parametrize(
    "name", ["\u200b", "\u3164", "\u0301\u0301", "\u202e \t", "\ufe0f"]
)
def test_what_cannot_be_seen_has_a_number(name: str) -> None:
    """The same as its device, and another one for another name."""
    assert display_name(name) == ""
    assert shown_name(name) == f"#{name_number(name)}"
    assert name_number(name) != name_number(f"{name}\u200b")


def test_a_name_that_breaks_tables_is_written_otherwise() -> None:
    """Home Assistant's page of entities stays empty with a device of such a name."""
    assert display_name("constructor") == "Constructor"
    assert display_name(" toString ") == "ToString"
    assert "__proto__" not in display_name("__proto__")
    assert display_name("my constructor") == "my constructor"


def test_a_long_name_is_cut_without_a_loose_end() -> None:
    """Not at a space, and an underscore that has come to the edge is none."""
    assert display_name("x" * 62 + "_yyy") == "x" * 62 + "‗…"
    assert display_name("x" * 62 + " yyy") == "x" * 62 + "…"
    assert display_name("x" * 64) == "x" * 64


def test_accents_do_not_cover_the_lines_around() -> None:
    """Three on one letter are shown."""
    assert display_name("e" + "\u0301" * 100 + "x") == "e\u0301\u0301\u0301x"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("rig", "rig"),
        ("a\u202eb\u0000c", "a b c"),
        ("x" * 191, "x" * 63 + "…"),
        ("  two   words ", "two words"),
        ("\u200b\u202e", ""),
    ],
)
def test_a_name_is_shown_without_tricks(raw: str, shown: str) -> None:
    """Control characters and marks of direction are left out, long names are cut."""
    assert display_name(raw) == shown
