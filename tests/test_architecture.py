"""The house plan: which folder may import which, read from the source and enforced."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

MAY_IMPORT: dict[str, frozenset[str]] = {
    "core": frozenset(),
    "media_gateway": frozenset(),
    "signaling": frozenset({"media_gateway", "core"}),
    "imaging": frozenset({"core"}),
    "analysis": frozenset({"core", "imaging"}),
    "consultation": frozenset({"core", "imaging"}),
    "capture_agent": frozenset(),
    "consilium": frozenset(
        {"core", "media_gateway", "signaling", "imaging", "analysis", "consultation", "capture_agent"}
    ),
}
"""The "may import" column of the architecture: nothing else of this project."""

FOLDERS = sorted(folder for folder in MAY_IMPORT if (ROOT / folder).is_dir())


def imported_folders(source: str) -> set[str]:
    """The first names of all absolute imports, those inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("folder", FOLDERS)
def test_folder_imports_only_what_the_house_plan_allows(folder: str) -> None:
    allowed = MAY_IMPORT[folder] | {folder}
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / folder).rglob("*.py")
        for name in imported_folders(path.read_text()) & (MAY_IMPORT.keys() | {"tests", "benchmarks"})
        if name not in allowed
    }
    assert not wrong


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_module_says_its_purpose_first(folder: str) -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in (ROOT / folder).rglob("*.py")
        if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    assert not silent


def test_imports_inside_functions_are_seen() -> None:
    assert imported_folders("def f():\n    from signaling.room import Room\n") == {"signaling"}
