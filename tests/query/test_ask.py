"""Questions in plain language: what is understood, what is not, and how often, measured on another person's paraphrases."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from asked import measured, paraphrases

from renkei.errors import UsageError
from renkei.graph import Graph
from renkei.query.ask import LONGEST
from renkei.query.saved import questions, read_saved
from renkei.query.wording import line, shipped_lexicon
from renkei.store.names import NameIndex, write_names
from renkei.store.oxigraph import OxigraphStore


def asked(graph: Graph, sentence: str) -> tuple[str, dict[str, str]]:
    """The question and the parameters that a sentence is surely taken for."""
    understood = graph.understand(sentence)
    assert understood.sure, understood.told().en
    reading = understood.readings[0]
    return reading.question.name, {s.parameter.name: s.value for s in reading.settings}


MEASURED = {
    "dev": {"right": 35, "unsure": 5},
    "test": {"right": 46, "unsure": 34},
}


@pytest.mark.parametrize("part", MEASURED)
def test_paraphrases_are_understood_as_often_as_is_said(graph: Graph, part: str) -> None:
    found = Counter[str]()
    for (_, outcome), number in measured(graph, part).items():
        found[outcome] += number
    assert dict(found) == MEASURED[part]
    assert found["wrong"] < 0.03 * found.total()


def test_the_two_parts_have_no_sentence_in_common() -> None:
    dev, test = ({p.sentence for p in paraphrases(part)} for part in ("dev", "test"))
    assert (len(dev), len(test), dev & test) == (40, 80, set())


UNIVERSITIES_OF_TOHOKU = ("organisations-of-kind", {"kind": "organization-kind/university", "region": "place/region-tohoku"})
MEDICAL_IN_TOHOKU = ("organisations-of-field-in-region", {"region": "place/region-tohoku", "field": "field/medical-devices"})


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("東北で医療機器の支援をしている機関は？", MEDICAL_IN_TOHOKU),
        ("  東北で\n医療機器の支援を\tしている機関は ", MEDICAL_IN_TOHOKU),
        ("東北の大学", UNIVERSITIES_OF_TOHOKU),
        ("Universities in Tohoku?", UNIVERSITIES_OF_TOHOKU),
        ("やまぐちﾍﾙｽﾗﾎﾞの顔ぶれ", ("members-of-council", {"council": "organization/yamaguchi-health-lab"})),
        ("What finishes in FY2020?", ("ending-in-fiscal-year", {"year": "fiscal-year/FY2020"})),
        ("Ｈ３０年度に終わるプロジェクト", ("ending-in-fiscal-year", {"year": "fiscal-year/FY2018"})),
        ("2027年3月末までに切れる認証", ("certificates-expiring", {"day": "2027-03-31"})),
        ("What happened between June 2013 and 1 April 2014?", ("events-between", {"from": "2013-06", "until": "2014-04-01"})),
        ("What happened between April 1, 2014 and June 2013?", ("events-between", {"from": "2013-06", "until": "2014-04-01"})),
        ("目標の8割以上を達成した指標", ("targets-reached-to", {"least": "0.8"})),
        ("名前に「テクノ」が入る団体", ("organisations-named", {"words": "テクノ"})),
        ("Who has the corporate number 7000012050002?", ("organisations-by-identifier", {"number": "7000012050002"})),
        ("JAXAは日本語で何という？", ("label-in-language", {"thing": "organization/jaxa", "language": "ja"})),
        (
            "やまぐち産業イノベーション戦略の2024年版は2018年版から何が変わった？",
            (
                "changes-between-editions",
                {
                    "earlier": "plan/yamaguchi-innovation-strategy-2018",
                    "later": "plan/yamaguchi-innovation-strategy-2024",
                },
            ),
        ),
    ],
)  # fmt: skip
def test_places_kinds_years_dates_numbers_and_words_are_found(
    graph: Graph, sentence: str, meant: tuple[str, dict[str, str]]
) -> None:
    assert asked(graph, sentence) == meant


def test_the_answer_is_that_of_the_saved_question(graph: Graph) -> None:
    reply = graph.ask("東北で医療機器の支援をしている機関は？", why=True)
    same = graph.query("organisations-of-field-in-region", why=True, region="東北地方", field="field/medical-devices")
    assert reply.sure
    assert reply.result is not None
    assert reply.result.table == same.table
    assert reply.result.sources == same.sources
    reading = reply.understanding.readings[0]
    assert reading.told().ja == "地域で分野に関わる機関（地域: 東北地方、分野: 医療機器）"
    assert reading.told().en == "Organisations of a field in a region (region: Tohoku region, field: medical devices)"
    assert reading.command == (
        "renkei query organisations-of-field-in-region --set region=place/region-tohoku --set field=field/medical-devices"
    )


@pytest.mark.parametrize("sentence", ["山口県", "支援", "明日の天気は？", "How many patents does Yamaguchi University hold?"])
def test_what_no_question_is_meant_by_is_not_answered(graph: Graph, sentence: str) -> None:
    reply = graph.ask(sentence)
    assert (reply.sure, reply.result) == (False, None)
    assert len(reply.understanding.readings) <= 3
    assert reply.understanding.doubts


def test_words_of_no_use_are_named_and_lines_to_type_given(graph: Graph) -> None:
    told = graph.ask("山口大学の学長は誰").understanding.told()
    assert "使えなかった語: 「学長」" in told.ja
    assert 'Words that were of no use: "学長"' in told.en
    assert told.en.count("    renkei query ") == 3


def test_what_a_question_needs_besides_is_said(graph: Graph) -> None:
    understood = graph.understand("重点成長分野はどう変わった？")
    assert understood.readings[0].question.name == "growth-fields-between-editions"
    assert [p.name for p in understood.readings[0].missing] == ["earlier", "later"]
    assert understood.doubts[0].ja == "前の版が分かりません。"
    assert understood.doubts[0].en == "The earlier edition is not clear."


def test_a_name_of_several_things_is_asked_about(graph: Graph) -> None:
    understood = graph.understand("やまぐち産業イノベーション戦略の目標")
    editions = ", ".join(f"plan/yamaguchi-innovation-strategy-{year}" for year in (2018, 2021, 2024))
    assert understood.doubts[0].ja == f"「やまぐち産業イノベーション戦略」は複数あります: {editions}"
    assert understood.doubts[0].en == f'"やまぐち産業イノベーション戦略" names several things: {editions}'


@pytest.mark.parametrize(
    ("sentence", "ja", "en"),
    [
        ("ムー県の支援機関は？", "「ムー県」という場所はデータにありません。", 'The data has no place "ムー県".'),
        ("太田市の支援機関", "「太田市」という場所はデータにありません。", 'The data has no place "太田市".'),
        ("Support centers in Fukoshima", "もしかして: Fukushima", 'The data has no place "Fukoshima". Did you mean Fukushima'),
    ],
)  # fmt: skip
def test_a_place_that_is_not_known_is_told(graph: Graph, sentence: str, ja: str, en: str) -> None:
    understood = graph.understand(sentence)
    assert not understood.sure
    assert any(ja in doubt.ja for doubt in understood.doubts)
    assert any(en in doubt.en for doubt in understood.doubts)


@pytest.mark.parametrize(
    ("sentence", "ja", "en"),
    [
        ("", "質問が空です。", "The question is empty"),
        (" \t\u3000\n", "質問が空です。", "The question is empty"),
        ("支援機関は？" * 2_000, "質問が長すぎます（12,000字）", "The question is too long (12,000 characters)"),
        ("東北の\x00大学", "制御文字（U+0000）", "a control character (U+0000)"),
        ("東北の\x1b[31m大学", "制御文字（U+001B）", "a control character (U+001B)"),
        ("東北の\ud800大学", "制御文字（U+D800）", "a control character (U+D800)"),
    ],
    ids=["empty", "white", "long", "NUL", "escape", "surrogate"],
)
def test_what_is_no_sentence_is_refused(graph: Graph, sentence: str, ja: str, en: str) -> None:
    with pytest.raises(UsageError) as caught:
        graph.ask(sentence)
    assert ja in caught.value.message.ja
    assert en in caught.value.message.en


def test_the_longest_sentence_is_read(graph: Graph) -> None:
    assert not graph.understand("東" * LONGEST).sure
    assert not graph.understand("東北 " * (LONGEST // 3)).sure


def test_what_is_typed_stays_text(graph: Graph) -> None:
    meant = asked(graph, "名前に「\\'} . ?s ?p ?o . {」を含む機関")
    assert meant == ("organisations-named", {"words": "\\'} . ?s ?p ?o . {"})
    reply = graph.ask("名前に「\\'} . ?s ?p ?o . {」を含む機関")
    assert reply.result is not None
    assert len(reply.result) == 0


def test_a_question_of_ones_own_is_known_by_its_words(graph: Graph, tmp_path: Path) -> None:
    """A store with an index of names gives the same understanding."""
    index = tmp_path / "names.sqlite"
    assert isinstance(graph.store, OxigraphStore)
    write_names(graph.store, index)
    indexed = Graph(graph.store, graph.generation, None)
    indexed._names = NameIndex(index)
    for sentence in ("東北で医療機器の支援をしている機関は？", "Universities in Tohoku?", "やまぐちヘルスラボの顔ぶれ"):
        assert asked(indexed, sentence) == asked(graph, sentence)


def test_each_question_is_known_by_its_own_words(graph: Graph) -> None:
    """The question as its file asks it, with the example in place of each parameter, is never taken for another one."""
    other = {}
    for question in questions().values():
        for text in (question.question.ja, question.question.en):
            sentence = text
            for parameter in question.parameters:
                label = example(graph, parameter.example, "ja" if text is question.question.ja else "en")
                sentence = sentence.replace(f"${parameter.name}", f" {label} ")
            understood = graph.understand(sentence)
            if understood.sure and understood.readings[0].question.name != question.name:
                other[sentence] = understood.readings[0].question.name
    assert other == {}


def example(graph: Graph, text: str, language: str) -> str:
    """The label of an example that is an id; any other as it is."""
    iri = f"https://w3id.org/renkei/id/{text}"
    labels = graph.labels([iri]) if re.fullmatch(r"[a-z-]+/[\w-]+", text) else {}
    return labels[iri].of(language) if iri in labels else text


def test_names_in_the_list_of_words_are_those_of_things_in_the_data(graph: Graph) -> None:
    ids = [name for name in shipped_lexicon().names if not name.startswith("language/")]
    unknown = [
        name
        for name in ids
        if next(graph.store.quads(ox.NamedNode(f"https://w3id.org/renkei/id/{name}"), None, None, ox.DefaultGraph()), None)
        is None
    ]
    assert unknown == []


def test_a_way_to_ask_must_name_what_the_question_needs(tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(
        '#+ title: {ja: "機関", en: "Bodies"}\n#+ question: {ja: "$x はどこか", en: "Where is $x?"}\n#+ group: organisations\n'
        "#+ tags: {ja: [機関], en: [body]}\n#+ asked: {ja: [機関はどこ]}\n"
        '#+ parameters:\n#+   x: {label: {ja: "値", en: "value"}, type: string, example: a}\n'
        '#+ columns:\n#+   s: {ja: "主語", en: "subject"}\nSELECT ?s WHERE { ?s ?p $x }\n',
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match=r'q\.rq: "機関はどこ" is to name the parameters \[\'x\'\]'):
        read_saved(path)


def test_a_sentence_keeps_what_was_typed() -> None:
    read = line("Ｙａｍａｇｕｃｈｉ　Univ. の　ﾍﾙｽﾗﾎﾞ（東北など）", {"univ": "university"})
    assert read.text == "yamaguchiuniversityのヘルスラボ"
    assert read.typed_as((0, 19)) == "Yamaguchi university"
