"""Alignments to other ontologies: files of mappings, read as statements and as rules that are applied on request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from renkei import resources
from renkei.errors import Text, UsageError, did_you_mean
from renkei.query.rules import Rule
from renkei.schema.namespaces import DCTERMS, ID, OWL, RDFS, SH
from renkei.schema.turtle import RDF, Node, TripleIndex


@dataclass(frozen=True)
class Alignment:
    """How the data is said in the terms of another ontology.

    `statements` are the mappings and the names of the terms; `rules` make what follows from them for the data.
    """

    name: str
    title: Text
    statements: tuple[ox.Triple, ...]
    rules: tuple[Rule, ...]

    @property
    def graph(self) -> ox.NamedNode:
        """The named graph of the statements."""
        return ox.NamedNode(f"{ID}file/alignment-{self.name}")


def alignments() -> dict[str, Path]:
    """The files of the alignments that ship with renkei, by name."""
    return {path.stem: path for path in resources.files("ontology", "alignments/*.ttl")}


def get_alignment(name: str) -> Alignment:
    """The alignment `name`; raises UsageError with near misses."""
    known = alignments()
    if name in known:
        return read_alignment(known[name])
    hint = did_you_mean(name, known) or Text("", "")
    raise UsageError(
        Text(
            f"対応 {name} はありません。{hint.ja or '使えるもの: ' + '、'.join(known)}",
            f"There is no alignment {name}. {hint.en or 'There are: ' + ', '.join(known)}",
        )
    )


def read_alignment(path: Path) -> Alignment:
    """The alignment in a Turtle file: axioms (subclass, subproperty, equivalence) and SHACL rules (SHACL-AF, section 8).

    A rule's CONSTRUCT must hold its target class in its own pattern, so that it says the same without the shape around it.
    Raises ValueError for a file without exactly one ontology.
    """
    index = TripleIndex([path])
    ontologies = index.subjects(f"{RDF}type", OWL.Ontology)
    if len(ontologies) != 1:
        raise ValueError(f"{path}: {len(ontologies)} ontologies; an alignment is one")
    title = _text(index, ontologies[0], DCTERMS.title)
    shapes = index.subjects(SH.rule.value)
    rules = [
        *_axiom_rule(path, f"{path.stem}-classes", _of(title, "クラス", "classes"), "?thing a", _CLASSES),
        *_axiom_rule(path, f"{path.stem}-properties", _of(title, "プロパティ", "properties"), "?thing", _PROPERTIES),
        *(rule for shape in shapes for rule in _shape_rules(index, path.stem, shape, _prologue(index, ontologies[0]))),
    ]
    return Alignment(path.stem, title, tuple(_statements(path)), tuple(rules))


_CLASSES = (RDFS.subClassOf, OWL.equivalentClass)
_PROPERTIES = (RDFS.subPropertyOf, OWL.equivalentProperty)


def _text(index: TripleIndex, node: Node, predicate: ox.NamedNode) -> Text:
    said = index.by_language(node, predicate.value)
    return Text(said["ja"], said["en"])


def _of(title: Text, ja: str, en: str) -> Text:
    return Text(f"{title.ja}: {ja}", f"{title.en}: {en}")


def _axiom_rule(path: Path, name: str, title: Text, before: str, axioms: Iterable[ox.NamedNode]) -> Iterator[Rule]:
    """The rule that what is so by a term of ours is so by the term above or beside it."""
    pairs = sorted(f"({q.subject} {q.object})" for q in ox.parse(path=str(path)) if q.predicate in axioms)
    if pairs:
        after = "" if before.endswith(" a") else " ?value"
        values = f"VALUES (?ours ?theirs) {{ {' '.join(pairs)} }}"
        construct = f"CONSTRUCT {{ {before} ?theirs{after} }} WHERE {{ {values} {before} ?ours{after} }}"
        yield Rule(name, title, construct, any_property=False)


def _prologue(index: TripleIndex, ontology: Node) -> str:
    """The prefixes that the ontology declares for its rules."""
    declared = [d for d in index.objects(ontology, SH.declare.value) if isinstance(d, ox.NamedNode)]
    found = {index.text(d, SH.prefix.value): index.text(d, SH.namespace.value) for d in declared}
    return "".join(f"PREFIX {prefix}: <{base}>\n" for prefix, base in sorted(found.items(), key=str))


def _shape_rules(index: TripleIndex, stem: str, shape: Node, prologue: str) -> Iterator[Rule]:
    title = _text(index, shape, RDFS.label)
    for node in index.objects(shape, SH.rule.value):
        if not isinstance(node, ox.NamedNode):
            raise ValueError(f"{shape}: a rule of an alignment has a name of its own")
        name = node.value.rpartition("#")[2].removesuffix("-rule")
        yield Rule(f"{stem}-{name}", title, prologue + (index.text(node, SH.construct.value) or ""), any_property=False)


def _statements(path: Path) -> Iterator[ox.Triple]:
    """What the file says besides its shapes, rules and prefixes, as shapes stand in no store."""
    triples = [ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(path=str(path))]
    types = {t.subject for t in triples if isinstance(t.object, ox.NamedNode) and t.object.value.startswith(SH.base)}
    for triple in triples:
        if triple.subject not in types and not triple.predicate.value.startswith(SH.base):
            yield triple
