"""The alignment to EURIO: its terms exist, and questions in EURIO's terms get the answers that the tables hold."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

import renkei
from renkei import resources
from renkei.errors import UsageError
from renkei.graph import Graph, apply_alignments
from renkei.query.alignments import alignments, get_alignment, read_alignment
from renkei.schema.namespaces import ID, RENKEI
from renkei.store.memory import RdflibStore, from_rdflib
from renkei.store.oxigraph import OxigraphStore

EURIO = "http://data.europa.eu/s66#"
PATH = resources.folder("ontology") / "alignments" / "eurio.ttl"
NAMES = [line.split() for line in (Path(__file__).parent / "eurio_terms.txt").read_text(encoding="utf-8").splitlines()[1:]]
Rows = list[tuple[str, ...]]

# The kinds of bodies under each class, told apart by hand.
KINDS = {
    "ForProfitOrganisation": "company small-firm manufacturer pharmaceutical-maker medical-device-maker chemical-maker startup "
    "press",
    "PublicBody": "government-body ministry government-office funding-agency local-government prefectural-government "
    "municipal-government union-of-governments overseas-government",
    "ResearchOrganisation": "research-institute public-research-institute",
    "HigherOrSecondaryEducation": "university technical-college high-school",
    "FundingAgency": "funding-agency",
    "SME": "small-firm",
}


@pytest.fixture(scope="module")
def aligned(shipped_store: Path) -> Iterator[Graph]:
    with renkei.open(shipped_store, align="eurio") as opened:
        yield opened


def ask(graph: Graph, pattern: str, *variables: str) -> Rows:
    """The answers in EURIO's terms, things by the last part of their IRI, sorted."""
    sparql = f"PREFIX eurio: <{EURIO}> SELECT DISTINCT {' '.join(f'?{v}' for v in variables)} WHERE {{ {pattern} }}"
    rows = graph.store.select(sparql).rows
    return sorted(tuple(t.value.rpartition("/")[2] if isinstance(t, ox.NamedNode) else t.value for t in row) for row in rows)  # type: ignore[union-attr]


def table(name: str) -> list[dict[str, str]]:
    """A table of the curated data, as it stands in its file."""
    with (resources.folder("data") / "curated" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{k: v or "" for k, v in row.items()} for row in csv.DictReader(file)]


def ids(name: str) -> set[str]:
    return {row["id"] for row in table(name)}


# The file


def test_every_term_of_eurio_exists_and_is_of_its_kind() -> None:
    classes, properties = map(set, NAMES)
    quads = list(ox.parse(path=str(PATH)))
    kinds = {q.subject.value: q.object.value for q in quads if "#type" in q.predicate.value and EURIO in str(q.subject)}
    declared = {iri.removeprefix(EURIO): kind.endswith("#Class") for iri, kind in kinds.items()}
    assert {n for n, is_class in declared.items() if n not in (classes if is_class else properties)} == set()
    text = PATH.read_text(encoding="utf-8")
    assert {name for name in re.findall(r"\beurio:(\w+)", text) if name not in classes | properties} - {"legalName"} == set()
    assert {name for name in classes | properties if f"eurio:{name} a owl:" in text} == set(declared)


def test_what_is_mapped_is_declared_with_words_and_what_is_declared_is_mapped() -> None:
    alignment = get_alignment("eurio")
    made = {
        name
        for rule in alignment.rules
        for name in re.findall(rf"(?:<{EURIO}|eurio:)(\w+)", rule.sparql.replace("eurio: ", ""))
    }
    made |= {t.object.value.removeprefix(EURIO) for t in alignment.statements if t.predicate == RENKEI.denotes}  # type: ignore[union-attr]
    words: dict[str, set[tuple[str, str]]] = {}
    for t in alignment.statements:
        if isinstance(t.object, ox.Literal) and t.subject.value.startswith(EURIO):  # type: ignore[union-attr]
            said = (t.predicate.value.rpartition("#")[2], t.object.language or "")
            words.setdefault(t.subject.value.removeprefix(EURIO), set()).add(said)  # type: ignore[union-attr]
    assert made == set(words)
    both = {(what, language) for what in ("label", "comment") for language in ("ja", "en")}
    assert {name: said for name, said in words.items() if said != both} == {}


def test_what_is_mapped_of_ours_is_in_the_ontology() -> None:
    text = PATH.read_text(encoding="utf-8")
    assert set(re.findall(r"\brenkei:(\w+)", text)) - RENKEI.terms == set()
    ours = {
        t.subject.value for t in get_alignment("eurio").statements if "sub" in t.predicate.value or "equiv" in t.predicate.value
    }  # type: ignore[union-attr]
    shipped = resources.folder("ontology")
    known = {
        q.subject.value for p in shipped.glob("*.ttl") for q in ox.parse(path=str(p)) if isinstance(q.subject, ox.NamedNode)
    }
    paths = {
        q.object.value
        for p in shipped.glob("shapes/*.ttl")
        for q in ox.parse(path=str(p))
        if q.predicate.value.endswith("path")
    }  # type: ignore[union-attr]
    assert ours - known - paths == set()


def test_shapes_rules_and_blank_nodes_stay_out_of_the_statements() -> None:
    alignment = get_alignment("eurio")
    said = "\n".join(map(str, alignment.statements))
    assert "shacl" not in said
    assert "_:" not in said
    assert [rule.name for rule in alignment.rules][:2] == ["eurio-classes", "eurio-properties"]


def test_a_file_that_is_no_alignment_is_told(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text("<http://e.org/a> <http://e.org/b> <http://e.org/c> .", encoding="utf-8")
    with pytest.raises(ValueError, match="0 ontologies"):
        read_alignment(file)


# Questions in EURIO's terms


def test_projects_and_their_titles(aligned: Graph) -> None:
    asked = ask(aligned, "?project a eurio:Project ; eurio:title ?title", "project", "title")
    assert asked == sorted((row["id"], row[f"label_{lang}"]) for row in table("projects") for lang in ("ja", "en"))


def test_the_core_pattern_gives_the_participations_of_bodies_in_projects(aligned: Graph) -> None:
    pattern = """?project a eurio:Project ; eurio:hasInvolvedParty ?role .
        ?role a eurio:OrganisationRole ; eurio:roleLabel ?label ; eurio:isRoleOf ?body . ?body a eurio:Organisation"""
    asked = ask(aligned, pattern, "project", "label", "body")
    projects, bodies = ids("projects"), ids("organizations")
    held = [(r["activity"], r["role"], r["participant"]) for r in table("participations")]
    assert asked == sorted(row for row in held if row[0] in projects and row[2] in bodies)
    assert [row for row in asked if row[0] == "proj2018-7"] == [
        ("proj2018-7", "partner", "jica"),
        ("proj2018-7", "partner", "kien-giang-pilot-company-jv"),
        ("proj2018-7", "partner", "kien-giang-province-government"),
    ]
    assert asked == ask(
        aligned, pattern.replace("eurio:hasInvolvedParty ?role", "^eurio:isInvolvedIn ?role"), "project", "label", "body"
    )
    assert asked == ask(aligned, pattern.replace("eurio:isRoleOf ?body", "^eurio:hasRole ?body"), "project", "label", "body")


@pytest.mark.parametrize("name", KINDS)
def test_kinds_of_bodies(aligned: Graph, name: str) -> None:
    held = sorted((row["id"],) for row in table("organizations") if row["kind"] in KINDS[name].split())
    assert ask(aligned, f"?body a eurio:{name}", "body") == held


def test_every_body_is_an_organisation_and_no_person_is(aligned: Graph) -> None:
    assert ask(aligned, "?body a eurio:Organisation", "body") == sorted((name,) for name in ids("organizations"))


def test_bodies_by_place_are_found_through_their_site(aligned: Graph) -> None:
    asked = ask(aligned, f"?body eurio:hasSite/eurio:hasGeographicalLocation <{ID}place/JP-35>", "body")
    with (resources.folder("data") / "places" / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        yamaguchi = {"JP-35", *(row["id"] for row in csv.DictReader(file) if row["within"] == "JP-35")}
    held = sorted((row["id"],) for row in table("organizations") if yamaguchi & set(row["place"].split(";")))
    assert ("yamaguchi-university",) in held
    assert asked == held
    sites = ask(aligned, "?body eurio:hasSite ?site . ?site a eurio:Site ; eurio:isSiteOf ?body", "body", "site")
    assert sites == sorted((r["id"], f"{r['id']}--{p}") for r in table("organizations") for p in r["place"].split(";") if p)


def test_funding_of_projects_is_a_grant_of_its_scheme(aligned: Graph) -> None:
    projects, programmes = ids("projects"), ids("programmes")
    given = [r for r in table("supports") if r["form"] == "funding" and r["supported"] in projects]
    funded = ask(aligned, "?project eurio:isFundedBy ?grant . ?grant a eurio:Grant ; eurio:funds ?project", "project", "grant")
    assert sorted(row[0] for row in funded) == sorted(r["supported"] for r in given)
    schemes = ask(aligned, "?project eurio:isFundedBy/eurio:hasFundingScheme ?scheme", "project", "scheme")
    through = {(r["supported"], r[column]) for r in given for column in ("supporter", "means")}
    assert schemes == sorted(pair for pair in through if pair[1] in programmes)
    assert ("yamaguchi-medical-cluster-formation", "yamaguchi-industrial-strategy-rd-subsidy") in schemes


def test_funding_schemes_are_subsidies_competitive_funding_and_what_is_said_to_fund(aligned: Graph) -> None:
    funds = {r[column] for r in table("supports") if r["form"] == "funding" for column in ("supporter", "means")}
    held = sorted(
        (r["id"],) for r in table("programmes") if r["kind"] in ("subsidy", "competitive-funding") or r["id"] in funds
    )
    assert ask(aligned, "?scheme a eurio:FundingScheme", "scheme") == held
    assert ("important-port",) not in held


def test_parts_of_bodies_both_ways(aligned: Graph) -> None:
    held = sorted((row["id"], row["parent"]) for row in table("organizations") if row["parent"])
    assert ask(aligned, "?unit eurio:isSubOrganisationOf ?body", "unit", "body") == held
    assert ask(aligned, "?body eurio:hasSubOrganisation ?unit", "unit", "body") == held


def test_a_project_is_related_to_the_one_it_revises(aligned: Graph) -> None:
    projects = ids("projects")
    pairs = {(r["id"], e) for r in table("projects") for e in r["revision_of"].split(";") if e in projects}
    assert ask(aligned, "?a eurio:hasRelatedProject ?b", "a", "b") == sorted(pairs | {(b, a) for a, b in pairs})


def test_dates_keep_their_precision(aligned: Graph) -> None:
    held = sorted((row["id"], row["start"]) for row in table("projects") if row["start"])
    assert ask(aligned, "?project a eurio:Project ; eurio:startDate ?date", "project", "date") == held


def test_places_have_coordinates_and_lie_in_places(aligned: Graph) -> None:
    asked = ask(aligned, f"<{ID}place/JP-07> eurio:hasCoordinates ?c . ?c a eurio:Coordinates ; eurio:latitude ?x", "c", "x")
    assert asked == [("JP-07", "37.750299")]
    around = ask(aligned, f"<{ID}place/JP-07> eurio:hasGeographicalLocation ?p", "p")
    assert around == [("JP",), ("list-hokkaido-tohoku",), ("region-tohoku",)]
    assert ask(aligned, "?p a eurio:Country", "p") == [("DE",), ("JP",), ("TH",), ("VN",)]


def test_why_names_the_passage_and_the_rule(aligned: Graph) -> None:
    sparql = f"""PREFIX eurio: <{EURIO}> SELECT ?role WHERE {{
        <{ID}project/proj2018-7> eurio:hasInvolvedParty ?role . ?role eurio:isRoleOf <{ID}organization/jica> }}"""
    (found,) = aligned.select(sparql, why=True).sources or ()
    (row,) = [r for r in table("participations") if (r["participant"], r["activity"]) == ("jica", "proj2018-7")]
    assert row["source"] in {s.locator for s in found}
    assert "eurio-involved-parties" in {s.rule for s in found}


# On request only, the same on every engine


def test_the_store_itself_knows_nothing_of_eurio(aligned: Graph, graph: Graph) -> None:
    mentions = f"ASK {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} FILTER (strstarts(str(?p), '{EURIO}')) }}"
    assert aligned.boolean(mentions)
    assert not graph.boolean(mentions)


def test_what_follows_stands_in_the_graph_of_its_rule_and_mappings_in_that_of_their_file(aligned: Graph, graph: Graph) -> None:
    graphs = {q.graph_name for q in aligned.store.quads()} - {q.graph_name for q in graph.store.quads()}
    alignment = get_alignment("eurio")
    fired = {r.graph for r in alignment.rules}
    assert graphs == fired | {alignment.graph}
    known = {q.triple for q in aligned.store.quads(graph=ox.DefaultGraph())}
    assert {q.triple for g in graphs for q in aligned.store.quads(graph=g)} - known == set()  # type: ignore[arg-type]


def test_every_thing_that_a_rule_makes_has_labels(aligned: Graph) -> None:
    for kind in ("Site", "Coordinates"):
        things = ask(aligned, f"?x a eurio:{kind}", "x")
        for language in ("ja", "en"):
            assert ask(aligned, f"?x a eurio:{kind} ; rdfs:label ?l FILTER (lang(?l) = '{language}')", "x") == things


# What sets off each rule: projects with parties, with funds, of a revision; parts of bodies; competitive funding.
SEEDS = """SELECT DISTINCT ?thing WHERE {
  { VALUES ?thing { <id/project/proj2018-7> } }
  UNION { ?s renkei:form <id/support-form/funding> ; renkei:supported ?thing . ?thing a renkei:Project }
  UNION { ?thing a renkei:Project ; prov:wasRevisionOf ?earlier }
  UNION { ?thing org:subOrganizationOf ?body }
  UNION { ?thing org:classification <id/programme-kind/competitive-funding> }
}""".replace("<id/", f"<{ID}")
KINDS_KEPT = {"participation", "support", "organization", "programme", "project", "place"}
CONCEPTS = {"role", "field", "support-form", "programme-kind", "organization-kind"}


def kind(term: object) -> str:
    return term.value.removeprefix(ID).partition("/")[0] if isinstance(term, ox.NamedNode) else ""


@pytest.fixture(scope="module")
def few(graph: Graph) -> list[ox.Quad]:
    """The concepts, and what lies within two steps of the seeds and their ties."""
    near = {row[0] for row in graph.store.select(SEEDS).rows}
    near |= {
        q.subject for t in near for q in graph.store.quads(None, None, t, ox.DefaultGraph()) if kind(q.subject) == "support"
    }  # type: ignore[arg-type]
    parties = (
        q.subject for q in graph.store.quads(None, RENKEI.activity, ox.NamedNode(f"{ID}project/proj2018-7"), ox.DefaultGraph())
    )
    near |= set(parties)  # type: ignore[arg-type]
    for _ in range(2):
        found = {q.object for t in near for q in graph.store.quads(t, None, None, ox.DefaultGraph())}  # type: ignore[arg-type]
        near |= {o for o in found if kind(o) in KINDS_KEPT}
    return [q for q in graph.store.quads(graph=ox.DefaultGraph()) if q.subject in near or kind(q.subject) in CONCEPTS]


def default_graph(store: OxigraphStore | RdflibStore) -> set[ox.Triple]:
    return {ox.Triple(q.subject, q.predicate, q.object) for q in store.quads(graph=ox.DefaultGraph())}


def test_both_engines_derive_the_same(few: list[ox.Quad]) -> None:
    stores = [OxigraphStore.in_memory(), RdflibStore()]
    numbers = []
    for store in stores:
        store.load(few)
        numbers.append(apply_alignments(store, [get_alignment("eurio")]))
    assert numbers[0] == numbers[1]
    assert default_graph(stores[0]) == default_graph(stores[1])
    rules = {r[0] for r in stores[0].select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }").rows}
    idle = {rule.name for rule in get_alignment("eurio").rules if rule.graph not in rules}
    assert idle == set()


def test_pyshacl_runs_the_rules_of_the_file_to_the_same_statements(few: list[ox.Quad]) -> None:
    """The file is plain SHACL-AF: any engine of it can apply the rules; the axioms are given to it as already applied."""
    alignment = get_alignment("eurio")
    axioms = replace(alignment, rules=alignment.rules[:2])
    before, after = OxigraphStore.in_memory(), OxigraphStore.in_memory()
    for store, what in ((before, axioms), (after, alignment)):
        store.load(few)
        apply_alignments(store, [what])
    data = rdflib.Graph().parse(data=ox.serialize(default_graph(before), format=ox.RdfFormat.N_TRIPLES), format="nt")
    given = set(data)
    pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(PATH), advanced=True, iterate_rules=True, inplace=True)
    derived = {ox.Triple(*map(from_rdflib, t)) for t in set(data) - given}  # type: ignore[arg-type]
    about_rules = {t for t in default_graph(after) if t.subject.value.startswith(f"{ID}rule/")}  # type: ignore[union-attr]
    assert derived == default_graph(after) - default_graph(before) - about_rules
    assert len(derived) > 200


# What is said of an unknown one


def test_the_alignments_are_the_files() -> None:
    assert list(alignments()) == ["eurio"]


def test_an_unknown_alignment_is_named_with_near_misses(shipped_store: Path) -> None:
    with pytest.raises(UsageError) as caught:
        renkei.open(shipped_store, align=["eurio", "euroi"])
    assert caught.value.message.ja == "対応 euroi はありません。もしかして: eurio"
    assert caught.value.message.en == "There is no alignment euroi. Did you mean eurio?"
    with pytest.raises(UsageError, match="There are: eurio"):
        renkei.open(shipped_store, align="zzz")


def test_an_alignment_named_twice_is_applied_once(shipped_store: Path, aligned: Graph) -> None:
    with renkei.open(shipped_store, align=("eurio", "eurio")) as twice:
        assert len(twice.store) == len(aligned.store)
        assert [a.name for a in twice.alignments] == ["eurio"]
