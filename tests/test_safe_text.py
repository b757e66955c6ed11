"""Texts from elsewhere are shown as what they are."""

from hypothesis import given, strategies as st

from custom_components.ocean_xyz.safe_text import for_markdown


def test_plain_text_is_plain() -> None:
    """What Markdown or HTML would read is written as a character reference."""
    assert for_markdown("a-b.c Grüße") == "a-b.c Grüße"
    assert for_markdown("<b>[x](y)") == "&#60;b&#62;&#91;x&#93;&#40;y&#41;"


@given(st.text())
def test_nothing_is_left_that_markdown_reads(text: str) -> None:
    """Whatever the text."""
    assert not set("<>[]()*_`\"'\\|~!{}$") & set(for_markdown(text))
