"""The shape of the project: import direction, size of modules, what tracked files may say, versions that agree."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "renkei"

# The rooms of the package in the order of the flow; those on one line stand side by side. A room imports only from lines
# above its own. `graph` (renkei.open) stands before `publish` because the site opens its store through it.
ROOMS = """
errors, resources
text
schema
tables, sources
identity
importers
rdf
store
query
build
network
analysis, match
viz
graph
publish
cli
"""
LEVEL = {room: level for level, line in enumerate(ROOMS.split("\n")) for room in line.split(", ") if room}

MOST_LINES = 400
HEAVY = {"networkit", "networkx", "numpy", "pandas", "pyshacl", "pyvis", "rdflib", "scipy"}


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported_rooms(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The rooms that a module imports, with the line, wherever in the module the import stands."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative import"
            names = [f"{node.module}.{alias.name}" if node.module == "renkei" else str(node.module) for alias in node.names]
        for name in names:
            package, _, rest = name.partition(".")
            if package == "renkei":
                yield node.lineno, rest.partition(".")[0]


@pytest.mark.parametrize("path", [p for p in modules() if p.parent != SOURCE or p.stem != "__init__"], ids=str)
def test_imports_run_one_way(path: Path) -> None:
    room = room_of(path)
    assert room in LEVEL, f"{room} is no room of the package: add it to ROOMS in tests/test_project.py"
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {room} imports {other}"
        for line, other in imported_rooms(ast.parse(path.read_text(encoding="utf-8")))
        if other != room and LEVEL.get(other, len(LEVEL)) >= LEVEL[room]
    ]
    assert wrong == []


def test_the_import_test_sees_an_import_from_below() -> None:
    tree = ast.parse("def f():\n    from renkei.cli import app\nfrom renkei import graph, errors\nimport renkei.viz.layout\n")
    assert sorted(imported_rooms(tree)) == [(2, "cli"), (3, "errors"), (3, "graph"), (4, "viz")]


def test_modules_are_read_at_one_sitting() -> None:
    lines = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in modules()}
    assert {name: number for name, number in lines.items() if number >= MOST_LINES} == {}


def test_the_command_starts_without_the_heavy_libraries() -> None:
    code = "import sys, renkei.cli.app; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(run.stdout.split()) == set()


def test_versions_agree() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changes = re.findall(r"^## ([0-9.]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    ontology = re.findall(r'owl:versionInfo "([^"]*)"', (ROOT / "ontology" / "renkei.ttl").read_text(encoding="utf-8"))
    assert (changes[:1], ontology) == ([version], [version])


def test_every_release_tells_of_code_ontology_and_data() -> None:
    releases = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert [re.findall(r"^### (.*)$", text, re.MULTILINE) for text in releases] == [["Code", "Ontology", "Data"]] * len(
        releases
    )


# Tracked files


def git(*arguments: str) -> list[str]:
    run = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, encoding="utf-8", check=False)
    if run.returncode:
        pytest.skip(f"not a git checkout: {run.stderr.strip()}")
    return [name for name in run.stdout.split("\0") if name]


def tracked() -> list[Path]:
    names = git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return [path for name in names if (path := ROOT / name).is_file()]


def test_git_ignores_no_source() -> None:
    """A folder of the package that a pattern of .gitignore matches is missing in every clone and every wheel."""
    kept = ("src", "ontology", "data", "queries", "viz", "tests", "docs", "benchmarks")
    ignored = git("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", *kept)
    assert [name for name in ignored if "__pycache__" not in name and not name.endswith(".pyc")] == []


# Written apart, so that this file does not find itself.
MACHINE = [
    r"/wor" + r"k/",
    r"/ro" + r"ot/",
    r"/ho" + r"me/[a-z]",
    r"/Use" + r"rs/[A-Za-z]",
    r"[A-Z]:\\Use" + r"rs\\",
    r"(?:\.\./)+sha" + r"red/",
    r"index-u" + r"rl",
    r"find-l" + r"inks",
    r"trusted-h" + r"ost",
    r"pypi\.o" + r"rg|files\.pythonh" + r"osted|registry\.npm" + r"js",
    r"127\.0\.0\.1|localh" + r"ost",
]
WORKPLACE = [
    r"\biss" + r"ue \d",
    r"\bissues (?:sh" + r"ow|cl" + r"ose|li" + r"st)\b",
    r"\bde" + r"sign\.md\b|\bsty" + r"le\.md\b|\bread" + r"ing\.md\b|\bux\.m" + r"d\b",
    r"\bCla" + r"ude\b|\bAnthr" + r"opic\b|\bCod" + r"ex\b",
]
VENDORED = ("viz/assets/codemirror/", "viz/assets/oxigraph/", "viz/assets/vis-network/", "LICENSE")


def test_tracked_files_name_no_machine_and_no_workplace() -> None:
    pattern = re.compile("|".join([*MACHINE, *WORKPLACE]))
    found = []
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(VENDORED):
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found += [f"{name}:{n}: {match[0]}" for n, line in enumerate(text.splitlines(), 1) if (match := pattern.search(line))]
    assert found == []


def test_names_of_files_work_on_every_system() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    assert [name for name in names if not re.fullmatch(r"[A-Za-z0-9._/-]+", name)] == []
    assert len({name.lower() for name in names}) == len(names)
    assert [name for name in names if (ROOT / name).is_symlink()] == []


def test_constraints_pin_every_dependency_and_name_no_host() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line)] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    wanted += [d for extra in project["project"]["optional-dependencies"].values() for d in extra]
    wanted += (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").split()
    pinned = {normal(line.partition("==")[0]) for line in lines}
    assert sorted({normal(re.split(r"[<>=\[;]", name)[0]) for name in wanted} - pinned - {"renkei"}) == []


def normal(name: str) -> str:
    """The name of a package as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


# The licences, and the redirects of the permanent addresses


def test_licences_are_there_in_full() -> None:
    assert len((ROOT / "LICENSE").read_text(encoding="utf-8").splitlines()) == 201
    data = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    assert re.findall(r"^Section \d", data, re.MULTILINE) == [f"Section {n}" for n in range(1, 9)]
    assert "data/sources.toml" in data


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("", "index.html"),
        ("ns", "ontology/renkei.ttl"),
        ("shapes", "ontology/shapes.ttl"),
        ("id/place/JP-07", "thing/$1/$2.ttl"),
        ("id/field/hydrogen", "term/$1/$2.ttl"),
        ("id/rule/members", "renkei.nq"),
        ("id/passage/003-L9-10_73-74", "renkei.nq"),
    ],
)
def test_permanent_addresses_are_redirected(path: str, target: str) -> None:
    """The rules for machines: those without a condition before them."""
    lines = (ROOT / "ontology" / "w3id" / ".htaccess").read_text(encoding="utf-8").splitlines()
    rules = [
        (line.split()[1], line.split()[2])
        for before, line in pairwise(lines)
        if line.startswith("RewriteRule") and not before.startswith("RewriteCond") and line.split()[2] != "-"
    ]
    found = [place for pattern, place in rules if re.search(pattern, path)]
    assert found[0] == "%{ENV:SITE}/" + target


def test_permanent_addresses_know_every_vocabulary() -> None:
    """A term of a vocabulary that the rules do not name would lead to the page of a thing."""
    rules = (ROOT / "ontology" / "w3id" / ".htaccess").read_text(encoding="utf-8")
    names = {p.stem for p in (ROOT / "ontology" / "vocabularies").glob("*.ttl")} - {"terms"}
    assert all(re.search(rf"[(|]{name}[|)]", rules) for name in names), sorted(names)
