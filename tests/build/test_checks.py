"""Every check catches a planted offender, and passes over the shipped data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from renkei import resources
from renkei.build.checks import all_checks, no_blank_nodes, ontology_style, query_checks, shacl
from renkei.graph import Graph
from renkei.schema.namespaces import DCTERMS, ID, NS, ORG, OWL, RDF, RDFS, RENKEI, SCHEMA, SKOS
from renkei.store.generations import get_generation
from renkei.store.oxigraph import OxigraphStore

Plant = list[tuple[str, ox.NamedNode, ox.NamedNode | ox.Literal | ox.BlankNode | str]]

ENTRY, LIST = f"{ID}list-entry/planted", f"{ID}list/planted"


def _thing(name: str) -> str:
    return f"{ID}organization/{name}"


# What to plant for each check: statements about things of the data, as (subject, predicate, object).
OFFENDERS: dict[str, Plant] = {
    "circles": [(_thing("a"), ORG.subOrganizationOf, _thing("b")), (_thing("b"), ORG.subOrganizationOf, _thing("a"))],
    "dangling-references": [(_thing("a"), ORG.subOrganizationOf, _thing("nobody"))],
    "dates-outside-fiscal-year": [
        (f"{ID}event/planted", RDF.type, RENKEI.Event),
        (f"{ID}event/planted", SCHEMA.startDate, ox.Literal("2014-04", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYearMonth"))),
        (f"{ID}event/planted", RENKEI.fiscalYear, f"{ID}fiscal-year/FY2013"),
    ],
    "missing-labels": [(_thing("nameless"), RDF.type, ORG.Organization)],
    "periods-backwards": [
        (f"{ID}project/planted", SCHEMA.startDate, ox.Literal("2014-04")),
        (f"{ID}project/planted", SCHEMA.endDate, ox.Literal("2013")),
    ],
    "repeated-positions": [
        (entry, predicate, value)
        for entry in (ENTRY, ENTRY + "-2")
        for predicate, value in ((RDF.type, RENKEI.ListEntry), (DCTERMS.isPartOf, LIST), (SCHEMA.position, ox.Literal(1)))
    ],
    "self-ties": [
        (f"{ID}membership/planted", ORG.member, _thing("a")),
        (f"{ID}membership/planted", ORG.organization, _thing("a")),
    ],
    "unsourced-statements": [(_thing("a"), RDFS.label, ox.Literal("根拠なし", language="ja"))],
}  # fmt: skip


@pytest.fixture(scope="module")
def text(shipped_store: Path) -> bytes:
    return OxigraphStore.read_only(get_generation(shipped_store).data).text()


@pytest.fixture
def copy(text: bytes) -> OxigraphStore:
    """The shipped data in memory, to plant offenders in."""
    store = OxigraphStore.in_memory()
    store.load_text(text)
    return store


def _plant(store: OxigraphStore, offenders: Plant) -> None:
    for subject, predicate, value in offenders:
        obj = ox.NamedNode(value) if isinstance(value, str) else value
        store.load([ox.Quad(ox.NamedNode(subject), predicate, obj)])


def _failed(store: OxigraphStore) -> dict[str, tuple[str, ...]]:
    return {r.name: r.offenders for r in query_checks(store) if not r.ok}


def test_every_check_query_has_a_planted_offender() -> None:
    assert sorted(OFFENDERS) == sorted(p.stem for p in resources.files("queries", "checks/*.rq"))


@pytest.mark.parametrize("name", sorted(OFFENDERS))
def test_a_check_catches_its_planted_offender(copy: OxigraphStore, name: str) -> None:
    assert _failed(copy) == {}
    _plant(copy, OFFENDERS[name])
    subjects = {s.removeprefix(ID) for s, _, _ in OFFENDERS[name]}
    caught = _failed(copy)[name]
    assert caught
    assert all(any(subject in line for subject in subjects) for line in caught)


def _named(name: str, graph: str, described: ox.NamedNode, labels: tuple[str, ...]) -> list[ox.Quad]:
    """An organisation with labels in these languages, said by a passage or by a file."""
    node, said_by = ox.NamedNode(_thing(name)), ox.NamedNode(ID + graph)
    triples = [(RDF.type, ORG.Organization), *((RDFS.label, ox.Literal("名", language=tag)) for tag in labels)]
    quads = [ox.Quad(node, p, o, g) for p, o in triples for g in (ox.DefaultGraph(), said_by)]
    return [*quads, ox.Quad(said_by, RDF.type, described)]


@pytest.mark.parametrize(
    ("graph_name", "described", "labels", "missing"),
    [
        ("file/mine-organizations", RENKEI.TableFile, ("ja", "en"), set()),
        ("file/mine-organizations", RENKEI.TableFile, ("ja",), set()),
        ("file/mine-organizations", RENKEI.TableFile, (), {"ja", "en"}),
        ("passage/003-L1", RENKEI.Passage, ("ja", "en"), set()),
        ("passage/003-L1", RENKEI.Passage, ("ja",), {"en"}),
        ("passage/003-L1", RENKEI.Passage, ("en",), {"ja"}),
    ],
)
def test_lists_may_name_in_one_language_and_documents_in_both(
    copy: OxigraphStore, graph_name: str, described: ox.NamedNode, labels: tuple[str, ...], missing: set[str]
) -> None:
    copy.load(_named("listed", graph_name, described, labels))
    found = next(r for r in query_checks(copy) if r.name == "missing-labels").offenders
    assert {line for line in found if "listed" in line} == {f"id:organization/listed\t{language}" for language in missing}


def test_a_blank_node_is_caught(copy: OxigraphStore) -> None:
    assert no_blank_nodes(copy).ok
    copy.load([ox.Quad(ox.NamedNode(_thing("a")), ORG.subOrganizationOf, ox.BlankNode("b"))])
    assert no_blank_nodes(copy).offenders == (f"<{_thing('a')}> <{ORG.subOrganizationOf.value}> _:b",)


def _term(
    name: str, *, kind: ox.NamedNode = OWL.Class, labels: tuple[str, ...] = ("ja", "en"), above: str | None = None
) -> list[ox.Quad]:
    node = ox.NamedNode(NS + name)
    quads = [ox.Quad(node, RDF.type, kind)]
    quads += [ox.Quad(node, p, ox.Literal("x", language=tag)) for p in (RDFS.label, SKOS.definition) for tag in labels]
    return quads + ([ox.Quad(node, RDFS.subClassOf, ox.NamedNode(above))] if above else [])


@pytest.mark.parametrize(
    ("planted", "offenders"),
    [
        (_term("Good", above="http://example.org/Reused"), ()),
        (_term("Alone"), ("Alone: stands under no class of another vocabulary",)),
        (_term("lower", above="http://example.org/R"), ("lower: a class is named in UpperCamelCase",)),
        (_term("Upper", kind=OWL.ObjectProperty), ("Upper: a property is named in lowerCamelCase",)),
        (_term("plain", kind=OWL.DatatypeProperty, labels=("ja",)), ("plain: no definition in en", "plain: no label in en")),
        (
            [ox.Quad(ox.NamedNode(_thing("a")), ox.NamedNode(NS + "mispelt"), ox.Literal("x"))],
            (f"{NS}mispelt: not in the ontology",),
        ),
    ],
)  # fmt: skip
def test_the_style_of_the_ontology_is_checked(copy: OxigraphStore, planted: list[ox.Quad], offenders: tuple[str, ...]) -> None:
    copy.load(planted)
    assert ontology_style(copy).offenders == offenders


def test_shacl_catches_a_planted_offender(copy: OxigraphStore) -> None:
    node = ox.NamedNode(f"{ID}place/JP-07")
    copy.load([ox.Quad(node, RENKEI.jisCode, ox.Literal("99"))])
    [offence] = shacl(copy).offenders
    assert offence == f"{node.value} {RENKEI.jisCode.value} MaxCountConstraintComponent"


def test_the_shipped_data_passes_all_checks(graph: Graph) -> None:
    assert {r.name: r.offenders for r in all_checks(graph.store) if not r.ok} == {}


@pytest.mark.parametrize("check", [no_blank_nodes, ontology_style])
def test_an_empty_store_has_no_offenders(check: Callable[[OxigraphStore], object], tmp_path: Path) -> None:
    assert check(OxigraphStore.create(tmp_path / "empty")).ok  # type: ignore[attr-defined]
