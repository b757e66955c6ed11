"""Numbers in texts have the digits that their size needs."""

import pytest

from custom_components.ocean_xyz.mining.written import (
    digits_of_money,
    separators,
    written,
)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "0.00"),
        (0.00123, "0.0012"),
        (0.03124, "0.0312"),
        (-0.0612, "-0.0612"),
        (0.264, "0.264"),
        (1, "1.00"),
        (-22.614, "-22.61"),
        (9_999.999, "10000.00"),
        (77_245.3, "77245"),
    ],
)
def test_money_has_digits_by_its_size(amount: float, shown: str) -> None:
    """A few cents a day are not rounded to a tenth of what they are."""
    assert f"{amount:.{digits_of_money(amount)}f}" == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "1,234.5"),
        ("en-GB", "1,234.5"),
        ("de", "1.234,5"),
        ("fr", "1\u202f234,5"),
        ("pt-BR", "1.234,5"),
        ("xx", "1,234.5"),
    ],
)
def test_numbers_have_the_separators_of_the_language(language: str, shown: str) -> None:
    """Others are written as in English, as their texts are."""
    found = separators(language)
    assert f"{1234.5:,}".translate({44: found[0], 46: found[1]}) == shown
    assert written(1234.5, language) == shown
