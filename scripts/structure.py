#!/usr/bin/env python3
"""Checks how the integration is built: who imports whom, and how large things are.

`python scripts/structure.py [FOLDER]` prints what is wrong, and fails if anything is.
Without a folder it also checks how long all other files are.
"""

import ast
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from pathlib import Path
import sys
from typing import Final, NamedTuple

PACKAGE: Final = "custom_components.ocean_xyz"
OURS: Final = PACKAGE.replace(".", "/")

LAYERS: Final = (
    {"issues"},
    {"sensors", "flows", "actions", "assistant", "triggers"},
    {"entity"},
    {"devices"},
    {"runtime"},
    {"coordinator"},
    {"sources"},
    {"mining"},
    {"api"},
)
"""From the top down: a part imports lower ones, and never another one on its line.

The other files at the top are Home Assistant's doors: no part imports them.
"""

PURE: Final = {"sources", "mining", "api"}
"""Parts that import neither Home Assistant nor `const`."""

LONGEST_CHAIN: Final = 14
TOP_LEVEL_FILES: Final = 17
CLASS_LINES: Final = 200
FUNCTION_LINES: Final = 50
FILE_LINES: Final = 450

OTHERS: Final = ("benchmarks", "demo", "e2e", "probe", "simulator", "tests")
"""Folders in which only the length of a file is checked."""

RANKS: Final = {part: rank for rank, line in enumerate(LAYERS) for part in line}


class Import(NamedTuple):
    """A module that imports another one, or a name of it."""

    source: str
    target: str
    name: str | None
    line: int


class Tree:
    """The modules of a folder; the name of the folder itself is empty."""

    def __init__(self, folder: Path) -> None:
        """Read all modules."""
        self.paths = {
            ".".join(path.relative_to(folder).with_suffix("").parts)
            .removesuffix("__init__")
            .removesuffix("."): path
            for path in sorted(folder.rglob("*.py"))
        }
        self.texts = {
            name: path.read_text("utf-8") for name, path in self.paths.items()
        }
        self.nodes = {name: ast.parse(text) for name, text in self.texts.items()}

    @cached_property
    def imports(self) -> list[Import]:
        """Return all imports, wherever they stand in a module."""
        return [
            found
            for module, tree in self.nodes.items()
            for node in ast.walk(tree)
            for found in self._imports_of(module, node)
        ]

    def _imports_of(self, module: str, node: ast.AST) -> Iterator[Import]:
        """Return what a statement imports; modules of other packages keep their names."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, None, node.lineno)
        if not isinstance(node, ast.ImportFrom):
            return
        base = node.module or ""
        ours = base == PACKAGE or base.startswith(f"{PACKAGE}.")
        if ours:
            base = base.removeprefix(PACKAGE).removeprefix(".")
        elif node.level:
            ours = True
            parts = module.split(".") if module else []
            is_package = self.paths[module].name == "__init__.py"
            above = parts[: len(parts) - node.level + is_package]
            base = ".".join([*above, *([base] if base else [])])
        for alias in node.names:
            inner = f"{base}.{alias.name}".removeprefix(".")
            if ours and inner in self.paths:
                yield Import(module, inner, None, node.lineno)
            else:
                yield Import(module, base, alias.name, node.lineno)

    def is_ours(self, module: str) -> bool:
        """Return whether a module belongs to the folder."""
        return module in self.paths

    def definer(self, target: str, name: str | None) -> str:
        """Return the module that defines a name which a package may only pass on."""
        if name is not None and self.paths[target].name == "__init__.py":
            for one in self.imports:
                if (
                    one.source == target
                    and one.name == name
                    and self.is_ours(one.target)
                ):
                    return self.definer(one.target, name)
        return target

    def graph(self, *, by_definer: bool) -> dict[str, set[str]]:
        """Return which modules each module imports."""
        graph: dict[str, set[str]] = {module: set() for module in self.paths}
        for one in self.imports:
            if self.is_ours(one.target):
                target = (
                    self.definer(one.target, one.name) if by_definer else one.target
                )
                graph[one.source] |= {target} - {one.source}
        return graph


def part_of(module: str) -> str:
    """Return the folder or file at the top that a module belongs to."""
    return module.partition(".")[0]


def wrong_imports(tree: Tree) -> Iterator[str]:
    """Find imports that the layers do not allow."""
    for one in tree.imports:
        where = f"{tree.paths[one.source]}:{one.line}"
        source, target = part_of(one.source), part_of(one.target)
        if not tree.is_ours(one.target):
            if source in PURE and target == "homeassistant":
                yield f"{where}: {source} imports Home Assistant"
        elif source in PURE and one.target == "const":
            yield f"{where}: {source} imports const"
        elif source not in RANKS or source == target or one.target == "const":
            continue
        elif target not in RANKS:
            yield f"{where}: {source} imports the door {target or '__init__'}"
        elif RANKS[target] <= RANKS[source]:
            yield f"{where}: {source} imports {target}, which is not below it"


def cycles(tree: Tree) -> Iterator[str]:
    """Find modules that import each other, be it through others."""
    graph = tree.graph(by_definer=False)
    done: set[str] = set()

    def search(module: str, path: tuple[str, ...]) -> Iterator[str]:
        if module in path:
            circle = (*path[path.index(module) :], module)
            yield f"{tree.paths[module]}: a cycle of imports: {' → '.join(circle)}"
        elif module not in done:
            for target in sorted(graph[module]):
                yield from search(target, (*path, module))
            done.add(module)

    for module in graph:
        yield from search(module, ())


def long_chains(tree: Tree) -> Iterator[str]:
    """Find the longest chain of imports, where there is no cycle.

    A name that a package only passes on counts for the module that defines it.
    """
    graph = tree.graph(by_definer=True)
    chains: dict[str, tuple[str, ...]] = {}

    def longest_from(module: str) -> tuple[str, ...]:
        if module not in chains:
            targets = map(longest_from, graph[module])
            chains[module] = (module, *max(targets, key=len, default=()))
        return chains[module]

    starts = [m for m in graph if not m or tree.paths[m].name != "__init__.py"]
    longest = max(map(longest_from, starts), key=len)
    if len(longest) > LONGEST_CHAIN:
        yield (
            f"{tree.paths[longest[0]]}: a chain of {len(longest)} modules,"
            f" more than {LONGEST_CHAIN}: {' → '.join(longest)}"
        )


def large_things(tree: Tree) -> Iterator[str]:
    """Find classes and functions that are too long, and too many files."""
    top = [module for module in tree.paths if "." not in module and part_of(module)]
    files = [m for m in top if tree.paths[m].name != "__init__.py"]
    if (count := len(files) + 1) > TOP_LEVEL_FILES:
        yield f"{tree.paths['']}: {count} files at the top, more than {TOP_LEVEL_FILES}"
    limits = {
        ast.ClassDef: CLASS_LINES,
        ast.FunctionDef: FUNCTION_LINES,
        ast.AsyncFunctionDef: FUNCTION_LINES,
    }
    for module, path in tree.paths.items():
        for node in ast.walk(tree.nodes[module]):
            if not isinstance(
                node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
            ):
                continue
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > (limit := limits[type(node)]):
                where = f"{path}:{node.lineno}"
                yield f"{where}: {node.name} has {lines} lines, more than {limit}"


def long_files(folder: Path) -> Iterator[str]:
    """Find files that are too long, in a folder and those within it."""
    for path in sorted(folder.rglob("*.py")):
        if (lines := len(path.read_text("utf-8").splitlines())) > FILE_LINES:
            yield f"{path}: {lines} lines, more than {FILE_LINES}"


def problems(folder: Path, *others: Path) -> list[str]:
    """Return what is wrong with the modules of a folder, and how long others are."""
    tree = Tree(folder)
    circles = list(cycles(tree))
    chains = [] if circles else long_chains(tree)
    files = chain.from_iterable(long_files(each) for each in (folder, *others))
    found = (*wrong_imports(tree), *circles, *chains, *large_things(tree), *files)
    return list(dict.fromkeys(found))


if __name__ == "__main__":
    root = Path(__file__).parents[1]
    others = [root / name for name in OTHERS]
    folders = [Path(sys.argv[1])] if len(sys.argv) > 1 else [root / OURS, *others]
    wrong = problems(*folders)
    print(*wrong, sep="\n", end="\n" if wrong else "")
    sys.exit(bool(wrong))
