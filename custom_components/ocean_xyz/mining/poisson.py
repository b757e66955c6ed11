"""The Poisson law of counts: of shares in a time, of blocks in a day."""

from math import exp, lgamma, log


def poisson_at_most(count: int, mean: float) -> float:
    """Return the Poisson probability of at most `count` events at a mean.

    It sums the terms from `count` downwards; they shrink, so the sum ends early. Exact
    to 10⁻¹².
    """
    if mean <= 0:
        return 1.0
    if count >= mean:
        # The tail is large: sum the other, smaller one.
        return 1 - _poisson_above(count, mean)
    term = exp(count * log(mean) - mean - lgamma(count + 1))
    total = 0.0
    for events in range(count, -1, -1):
        total += term
        if term < total * 1e-12:
            break
        term *= events / mean
    return min(total, 1.0)


def _poisson_above(count: int, mean: float) -> float:
    """Return the probability of more than `count` events; `count` is at least the mean."""
    events = count + 1
    term = exp(events * log(mean) - mean - lgamma(events + 1))
    total = 0.0
    while term > total * 1e-12:
        total += term
        events += 1
        term *= mean / events
    return total
