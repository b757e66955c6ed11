"""Every link within the documentation has a target, and every page is linked."""

from pathlib import Path
import re

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")})
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")


def anchors(path: Path) -> set[str]:
    """Return the headings of a page as links write them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in headings
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_link_leads_nowhere(page: Path) -> None:
    """Each file and each heading exists."""
    for target, anchor in LINK.findall(page.read_text("utf-8")):
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), target
        if anchor:
            assert anchor in anchors(path), f"{target}#{anchor}"


def test_every_page_of_the_guide_is_in_its_contents() -> None:
    """And the README links to the contents."""
    guide = ROOT / "docs" / "guide"
    listed = {target for target, _ in LINK.findall((guide / "README.md").read_text())}
    pages = {path.name for path in guide.glob("*.md")} - {"README.md"}
    assert {target for target in listed if "/" not in target} == pages
    assert "](docs/guide/README.md)" in (ROOT / "README.md").read_text("utf-8")


def test_every_blueprint_can_be_imported_by_a_click() -> None:
    """And its own link points to its place."""
    page = (ROOT / "docs" / "guide" / "automations.md").read_text("utf-8")
    blueprints = list((ROOT / "blueprints" / "automation" / "ocean_xyz").glob("*.yaml"))
    assert len(blueprints) >= 7
    for path in blueprints:
        assert f"%2F{path.name})" in page
        link = f"/blob/main/{path.relative_to(ROOT)}"
        found = re.search(r"source_url: (\S+)", path.read_text("utf-8"))
        assert found is not None
        assert found[1].endswith(link)
