"""How well things answer: the hierarchy of concepts has a direction, rare words count more, items answer together."""

from __future__ import annotations

import pytest

from renkei.errors import Text
from renkei.match.asking import Wanted
from renkei.match.ground import FIELD, Concept, Ground, Item
from renkei.match.likeness import WEIGHTS, Words, closeness, likeness, together
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


def test_rare_words_count_more() -> None:
    words = Words(["樹脂 加工", "金属 加工", "木材 加工"])
    rare, common = words.share("樹脂 加工", "樹脂"), words.share("樹脂 加工", "加工")
    assert rare > common > 0
    assert rare + common == pytest.approx(1.0)
    assert words.share("", "樹脂") == 0.0


def test_items_answer_together_by_criterion() -> None:
    wanted = Wanted(Text("x", "x"), "樹脂", frozenset(), frozenset({"device"}), frozenset({"ISO 1"}), frozenset({"has"}))
    words = Words(["樹脂"])
    items = [item("1", "認証", ("ISO 1",)), item("2", "樹脂"), item("3", "金属", fields=("medical",)), item("4", "無関係")]
    like, giving = together({one: likeness(known(), words, wanted, one) for one in items})
    assert like.by_criterion == {"words": 1.0, "standard": 1.0, "field": 0.5}
    assert [one.iri for one in giving] == ["1", "2", "3"]
    total = WEIGHTS["words"] + WEIGHTS["standard"] + WEIGHTS["field"]
    assert like.value == pytest.approx((WEIGHTS["words"] + WEIGHTS["standard"] + 0.5 * WEIGHTS["field"]) / total)
    assert like.gain("field") == pytest.approx(0.5 * WEIGHTS["field"] / total)
