"""What follows from other things is kept for as long as those are the same."""

from custom_components.ocean_xyz.mining.kept import Kept


def test_a_value_is_worked_out_once_for_the_same_inputs() -> None:
    """And again for another object, even one that is equal."""
    worked: list[int] = []

    def work() -> int:
        worked.append(1)
        return len(worked)

    kept = Kept(work)
    one, other = [1], [1]
    assert (kept.of(one), kept.of(one)) == (1, 1)
    assert (kept.of(other), kept.of(other)) == (2, 2)
    assert kept.of(one) == 3


def test_an_equal_value_is_the_same_object() -> None:
    """So that what follows from it in turn is kept too."""
    kept = Kept(lambda: [1, 2])
    first = kept.of(object())
    assert kept.of(object()) is first


def test_nothing_is_a_value_too() -> None:
    """None is not worked out again either."""
    worked: list[int] = []
    kept = Kept(lambda: worked.append(1))
    assert kept.of(1) is None
    assert kept.of(1) is None
    assert worked == [1]
