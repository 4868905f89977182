"""Every code has a page, and what the page says is true: of the linter, and of the frameworks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import shapelint
from shapelint.findings.catalogue import CATALOGUE, FAMILIES, find, page

ROOT = Path(__file__).parents[2]
PAGES = "../shapelint/findings/pages"  # from docs
WITH_EXAMPLE = sorted(set(CATALOGUE) - {"SHP900"})  # what makes shapelint fail would be mended, not written down


def blocks(code: str) -> tuple[str, str]:
    """The program that the code is found in, and the one that it is not."""
    example, instead = re.findall(r"^```python\n(.*?)^```$", page(code), re.MULTILINE | re.DOTALL)
    return example, instead


def found(text: str, code: str) -> list[str]:
    select = ["SHP", "SHP9"] if CATALOGUE[code].severity == "advice" else None
    return [finding.code for finding in shapelint.check_source(text, f"{code}.py", select=select)]


@pytest.mark.parametrize("code", WITH_EXAMPLE)
def test_the_example_has_this_finding_and_no_other(code: str) -> None:
    assert found(blocks(code)[0], code) == [code]


@pytest.mark.parametrize("code", WITH_EXAMPLE)
def test_the_program_to_use_instead_has_none(code: str) -> None:
    assert found(blocks(code)[1], code) == []


@pytest.mark.parametrize("code", WITH_EXAMPLE)
def test_the_frameworks_agree(code: str) -> None:
    """An error raises, everything else runs, and so does what is to be used instead."""
    example, instead = blocks(code)
    if CATALOGUE[code].severity == "error":
        with pytest.raises((TypeError, ValueError, RuntimeError, IndexError, SyntaxError, AssertionError)):
            run(example)
    else:
        run(example)
    run(instead)


def run(program: str) -> None:
    """Run it here, or, with TensorFlow, in the Python that has it; where none has, the test is skipped."""
    if "import tensorflow" in program:
        python = os.environ.get("SHAPELINT_TENSORFLOW_PYTHON")
        if not python:
            pytest.skip("SHAPELINT_TENSORFLOW_PYTHON names no Python")
        subprocess.run([python, "-c", program], capture_output=True, check=True)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning of the framework's is not yet an error
        exec(compile(program, "<page>", "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_the_page_has_its_parts(code: str) -> None:
    info, text = CATALOGUE[code], page(code)
    assert text.startswith(f"# {code} {info.name}\n\n*{info.severity}*: {info.summary}.\n")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == ["What it does", "Why is this bad?"] + ["Example", "Use instead"] * (code in WITH_EXAMPLE)


def test_code_page_index_and_changelog_name_the_same_codes() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    index = (ROOT / "docs" / "codes.md").read_text(encoding="utf-8")
    pages = {path.stem for path in (ROOT / "docs" / PAGES).iterdir()}
    assert pages == set(CATALOGUE)
    assert set(re.findall(r"\bSHP\d{3}\b", changelog)) == set(CATALOGUE)
    assert index == written_index()


def written_index() -> str:
    """docs/codes.md as it should be; `python tests/findings/test_pages.py` writes it."""
    lines = ["# Codes", "", "Each code has a page; `shapelint explain SHP201` prints it."]
    for family, about in FAMILIES.items():
        lines += ["", f"## {family}xx: {about}", "", "| code | name | | what is wrong |", "|---|---|---|---|"]
        lines += [
            f"| [{info.code}]({PAGES}/{info.code}.md) | {info.name} | {info.severity} | {info.summary} |"
            for info in CATALOGUE.values()
            if info.code.startswith(family)
        ]
    return "\n".join(lines) + "\n"


def test_codes_are_well_formed() -> None:
    names = [info.name for info in CATALOGUE.values()]
    assert len(set(names)) == len(names)
    for code, info in CATALOGUE.items():
        assert re.fullmatch(r"SHP\d{3}", code)
        assert code == info.code
        assert code[:4] in FAMILIES
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", info.name)
        assert info.summary
        assert not info.summary.endswith(".")


def test_a_code_is_found_by_number_and_by_name() -> None:
    info = CATALOGUE["SHP201"]
    assert find("shp201") == find("SHP201") == find(" wrong-features ") == info
    assert find("SHP2") is None


def test_pages_are_part_of_the_installed_package() -> None:
    program = "from shapelint.findings.catalogue import page; print(page('SHP201'))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd="/")
    assert done.stdout.startswith("# SHP201")


if __name__ == "__main__":
    (ROOT / "docs" / "codes.md").write_text(written_index(), encoding="utf-8")
