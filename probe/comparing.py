"""The shapes of answers, and how they differ from the expected ones."""

from collections.abc import Mapping
from typing import Any

from custom_components.ocean_xyz.api import Difference
from custom_components.ocean_xyz.api.shape import type_of, walk

type Shape = Mapping[str, frozenset[str]]
"""The types of each field by its path, with `[]` for elements and `*` for names."""


def shape_of(value: Any) -> Shape:
    """Return the shape of an answer."""
    shape: dict[str, set[str]] = {}
    for path, _, part in walk(value, ""):
        shape.setdefault(path, set()).add(type_of(part))
    return {path: frozenset(types) for path, types in shape.items()}


def compare(shape: Shape, expected: Shape) -> Difference:
    """Compare a shape with the expected one.

    A field of an element is missing only if there is an element; elements and names
    never are.
    """
    return Difference(
        missing=tuple(
            sorted(
                path
                for path in expected.keys() - shape.keys()
                if _parent(path) in shape and not path.endswith(("[]", "*"))
            )
        ),
        new=tuple(sorted(shape.keys() - expected.keys())),
        other=tuple(
            f"{path}: {', '.join(sorted(types))}"
            for path, types in sorted(shape.items())
            if path in expected and not types <= _fitting(expected[path])
        ),
    )


def _fitting(types: frozenset[str]) -> frozenset[str]:
    """Return the types that fit expected ones: a text may happen to be digits."""
    return types | {"digits"} if "text" in types else types


def _parent(path: str) -> str:
    """Return the path of what a field is in."""
    return path.rpartition(".")[0]
