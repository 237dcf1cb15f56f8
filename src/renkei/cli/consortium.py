"""`renkei consortium`: the fewest organisations that cover what is required."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from renkei.cli import speech
from renkei.cli.answers import choose_format, put
from renkei.cli.ask import Form, Output
from renkei.cli.options import FINDINGS, Endpoint, Store, place, with_example
from renkei.cli.speech import say
from renkei.errors import Text
from renkei.schema.namespaces import ID

if TYPE_CHECKING:
    from renkei.match.consortium import Consortia, Member

HELP = with_example(
    "必要な力、産学官医金、地域の数を満たす、最も少ない機関の組を探す。担えないものはその理由を示す。",
    "Find the fewest organisations that cover needs, sectors, kinds and regions; what nobody covers is told, with the reason.",
    'renkei consortium --need "医療機器の評価" --need "ロボット" --sector 産 --sector 学 --regions 2',
    'renkei consortium --need "射出成形" --with 福島県 --kind company:2 --alternatives 2 --store store/',
)


def _many(ja: str, en: str, *names: str) -> typer.models.OptionInfo:
    return typer.Option(*names, help=say(ja, en), show_default=False)  # type: ignore[no-any-return]


def consortium(
    need: Annotated[
        list[str] | None,
        _many(
            "必要なもの: 言葉か、ニーズの id。何回でも。",
            "What is needed: words, or the id of a need; any number of times.",
            "--need",
        ),
    ] = None,
    sector: Annotated[
        list[str] | None,
        _many(
            "必要な部門（産、学、官、医、金）。学:2 は2機関以上。",
            "A sector it must have; academia:2: two of it.",
            "--sector",
        ),
    ] = None,
    kind: Annotated[
        list[str] | None,
        _many("必要な機関の種類。企業:2 は2機関以上。", "A kind it must have; company:2: two of it.", "--kind"),
    ] = None,
    regions: Annotated[
        int,
        typer.Option(
            min=0,
            help=say(
                "最低いくつの地域（都道府県、海外は国）にまたがるか。",
                "In how many regions at least (prefectures; abroad, countries).",
            ),
        ),
    ] = 0,
    fixed: Annotated[list[str] | None, _many("必ず入れる機関。", "An organisation that must be in it.", "--with")] = None,
    exclude: Annotated[list[str] | None, _many("除く機関。", "An organisation to leave out.", "--exclude")] = None,
    where: Annotated[str | None, _many("加える機関の場所。", "Place of those added.", "--place")] = None,
    field: Annotated[str | None, _many("加える機関の分野。", "Field of those added.", "--field")] = None,
    certificate: Annotated[
        list[str] | None,
        _many("加える機関に必要な規格（ISO 13485 など）。", "A standard those added must have.", "--certificate"),
    ] = None,
    most: Annotated[int | None, _many("機関の数の上限。", "How many members at most.", "--most")] = None,
    least: Annotated[
        float,
        typer.Option(
            help=say(
                "ニーズに合う度合いがこれ以上なら担えるとみなす（0.15～1）。",
                "How well a member must answer a need to cover it (0.15 to 1).",
            )
        ),
    ] = 0.3,
    alternatives: Annotated[
        int, typer.Option(min=0, help=say("次によい案をいくつ示すか。", "How many of the next best to show."))
    ] = 0,
    timeout: Annotated[
        float,
        typer.Option(
            min=0.1,
            help=say(
                "探す秒数。過ぎるとそれまでの最もよい案。",
                "Seconds to search; then the best found so far is given.",
            ),
        ),
    ] = 60.0,
    why: Annotated[bool, typer.Option("--why", help=say("もとの出典も示す。", "Show the sources behind, too."))] = False,
    form: Form = None,
    output: Output = None,
    store: Store = None,
    endpoint: Endpoint = None,
) -> None:
    from renkei.graph import open as open_graph
    from renkei.match.partners import Conditions

    chosen = choose_format(form, output)
    with open_graph(**place(store, endpoint)) as graph:
        found = graph.consortium(
            alternatives=alternatives,
            seconds=timeout,
            why=why,
            needs=tuple(need or ()),
            sectors=tuple(sector or ()),
            kinds=tuple(kind or ()),
            regions=regions,
            fixed=tuple(fixed or ()),
            conditions=Conditions(where, None, None, field, tuple(certificate or ()), tuple(exclude or ())),
            most=most,
            least=least,
        )
        if need:
            speech.tell(found.understood)
        if chosen is None and output is None:
            _print(found)
        else:
            put(found.to_result(), chosen, output, graph.labels)
    if len(found.found) < alternatives + 1:
        speech.tell(found.no_more)
    if found.uncovered:
        speech.tell(Text(f"担える機関のないもの:\n{found.left.ja}", f"Not covered:\n{found.left.en}"))
        raise typer.Exit(FINDINGS)


def _print(found: Consortia) -> None:
    """The consortia one under the other: of each its members, and what each is in for."""
    words = speech.language()
    sources = iter(found.sources or ())
    for rank, consortium in enumerate(found.found):
        heading = say(f"ほかの案{rank}", f"Alternative {rank}") if rank else say("連携の組", "Consortium")
        sums = f"{consortium.answered:.2f}", sum(one.what == "need" for one in found.required)
        answered = say(f"、ニーズに合う度合いの合計 {sums[0]}（最大{sums[1]}）", f"; needs answered {sums[0]} of {sums[1]}")
        told = consortium.told(rank).of(words) + (answered if consortium.answered else "")
        print(f"{chr(10) if rank else ''}■ {heading}: {told}")
        for at, member in enumerate(consortium.members, 1):
            _print_member(found, at, member)
            if found.sources is not None:
                print(f"   {say('出典', 'sources')}: {'; '.join(map(str, next(sources)))}")


def _print_member(found: Consortia, at: int, member: Member) -> None:
    words = speech.language()
    fixed = say("、指定", "; asked for") if member.fixed else ""
    print(f"\n{at}. {found.names(member.organisation).of(words)}  (id:{member.organisation.removeprefix(ID)}{fixed})")
    for role in member.roles:
        points = f" {role.points:.2f}" if role.name == "need" else ""
        others = "" if role.alone else say("（ほかの機関も）", " (another member too)")
        heading = say("ニーズ", "need") if role.name == "need" else ""
        print(f"   {heading}{points}{': ' if heading else ''}{role.why.of(words)}{others}")
