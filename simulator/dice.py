"""Randomness by counter: a draw depends on key and number, not on the order of calls.

So a test may ask for the shares of any minute of any machine, in any order, and always
gets the same.
"""

from collections.abc import Callable
from hashlib import blake2b
from math import exp, floor, log, sqrt
from statistics import NormalDist
from typing import Final

_MASK: Final = (1 << 64) - 1
_GOLDEN: Final = 0x9E3779B97F4A7C15
_STEP: Final = 2.0**-52

# Below these variances the distributions are inverted exactly. Above them the normal
# distribution, corrected for skewness, is wrong by less than one share.
_POISSON_EXACT: Final = 12.0
_BINOMIAL_EXACT: Final = 9.0

_quantile: Final[Callable[[float], float]] = NormalDist().inv_cdf


def key(*parts: object) -> int:
    """Return the 64-bit key of a stream of draws; the parts are its name."""
    text = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")


def digest(*parts: object) -> str:
    """Return 64 hex digits that depend on all parts."""
    text = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=32).hexdigest()


def bits(stream: int, counter: int) -> int:
    """Return 64 random bits: the finaliser of splitmix64 over a counter."""
    mixed = (stream + counter * _GOLDEN) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return mixed ^ (mixed >> 31)


def uniform(stream: int, counter: int) -> float:
    """Return a number strictly between 0 and 1."""
    return ((bits(stream, counter) >> 12) + 0.5) * _STEP


def exponential(stream: int, counter: int) -> float:
    """Return an exponentially distributed number of mean 1."""
    return -log(uniform(stream, counter))


def poisson(mean: float, chance: float) -> int:
    """Return the Poisson number for a uniform chance (inverse distribution)."""
    if mean >= _POISSON_EXACT:
        normal = _quantile(chance)
        value = mean + sqrt(mean) * normal + (normal * normal - 1) / 6
        return max(0, floor(value + 0.5))
    count = 0
    probability = total = exp(-mean)
    while total < chance and probability > _STEP * total:
        count += 1
        probability *= mean / count
        total += probability
    return count


def binomial(trials: int, success: float, chance: float) -> int:
    """Return the binomial number for a uniform chance (inverse distribution)."""
    if trials == 0 or success <= 0:
        return 0
    if success >= 1:
        return trials
    mean = trials * success
    variance = mean * (1 - success)
    if variance >= _BINOMIAL_EXACT:
        normal = _quantile(chance)
        skew = (1 - 2 * success) * (normal * normal - 1) / 6
        return min(trials, max(0, floor(mean + sqrt(variance) * normal + skew + 0.5)))
    odds = success / (1 - success)
    count = 0
    probability = total = (1 - success) ** trials
    while total < chance and count < trials:
        count += 1
        probability *= odds * (trials - count + 1) / count
        total += probability
    return count


def wave(stream: int, time: float, period: float) -> float:
    """Return smooth noise between -1 and 1 that changes over a period in seconds."""
    place = time / period
    left = floor(place)
    part = place - left
    ease = part * part * (3 - 2 * part)
    low = 2 * uniform(stream, left) - 1
    high = 2 * uniform(stream, left + 1) - 1
    return low + (high - low) * ease
