"""How well things answer: the hierarchy of concepts has a direction, items answer together."""

from __future__ import annotations

import pytest

from renkei.errors import Text
from renkei.match.asking import Wanted
from renkei.match.ground import FIELD, Concept, Ground, Item
from renkei.match.likeness import TOGETHER, WEIGHTS, Likeness, closeness, facts_alike, together
from renkei.network.kept import affiliations
from renkei.store.oxigraph import OxigraphStore

#        all
#       /   \
#   medical  digital
#    /   \
# device  drug
ABOVE = {"all": [], "medical": ["all"], "digital": ["all"], "device": ["medical"], "drug": ["medical"]}


def known() -> Ground:
    concepts = {c: Concept(c, FIELD, frozenset({c}), frozenset(b)) for c, b in ABOVE.items()}
    return Ground(affiliations(OxigraphStore.in_memory()), (), concepts, {}, {}, ())


def item(iri: str, label: str, standards: tuple[str, ...] = (), fields: tuple[str, ...] = ()) -> Item:
    return Item(iri, "has", "o", Text(label, label), frozenset(), frozenset(fields), frozenset(standards))


@pytest.mark.parametrize(
    ("asked", "had", "value"),
    [
        ("medical", "medical", 1.0),
        ("medical", "device", 1.0),  # under it
        ("device", "medical", 1 / 2),  # one step above
        ("device", "all", 1 / 3),
        ("device", "drug", 1 / 4),  # another under the same
        ("device", "digital", 1 / 6),
        ("device", "unknown", 0.0),
    ],
)
def test_closeness(asked: str, had: str, value: float) -> None:
    assert closeness(known(), asked, had) == value


def test_a_circle_of_broader_concepts_ends() -> None:
    circle = {c: Concept(c, FIELD, frozenset(), frozenset(b)) for c, b in {"a": ["b"], "b": ["a"]}.items()}
    ground = Ground(affiliations(OxigraphStore.in_memory()), (), circle, {}, {}, ())
    assert (closeness(ground, "a", "b"), closeness(ground, "a", "c")) == (1.0, 0.0)


def test_items_answer_together_by_criterion() -> None:
    wanted = Wanted(Text("x", "x"), "樹脂", frozenset(), frozenset({"device"}), frozenset({"ISO 1"}), frozenset({"has"}))
    items = [item("1", "認証", ("ISO 1",)), item("2", "樹脂"), item("3", "金属", fields=("medical",)), item("4", "無関係")]
    shares = {"2": 0.5}
    told = {one: facts_alike(known(), wanted, one.standards, one.fields, one.kinds) for one in items}
    like, giving = together({one: Likeness.of({"words": shares.get(one.iri, 0.0), **told[one]}) for one in items}, 0.8)
    said = (1 - TOGETHER) * 0.5 + TOGETHER * 0.8
    assert like.by_criterion == {"words": pytest.approx(said), "standard": 1.0, "field": 0.5}
    assert [one.iri for one in giving] == ["1", "2", "3"]
    total = WEIGHTS["words"] + WEIGHTS["standard"] + WEIGHTS["field"]
    assert like.value == pytest.approx((said * WEIGHTS["words"] + WEIGHTS["standard"] + 0.5 * WEIGHTS["field"]) / total)
    assert like.gain("field") == pytest.approx(0.5 * WEIGHTS["field"] / total)
