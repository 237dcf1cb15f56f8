"""The groups of the catalogue of questions, in the order in which they are listed."""

from __future__ import annotations

from renkei.errors import Text, UsageError, did_you_mean

GROUPS = {
    "organisations": Text("機関", "Organisations"),
    "partners": Text("連携・支援の相手", "Partners"),
    "councils": Text("協議会・センター", "Councils and centers"),
    "projects": Text("プロジェクトと役割", "Projects and roles"),
    "programmes": Text("事業・制度と資金", "Programmes and funding"),
    "indicators": Text("指標と目標", "Indicators and targets"),
    "time": Text("時期と版", "Time and editions"),
    "regions": Text("地域と空白", "Regions and gaps"),
    "provenance": Text("出典", "Provenance"),
    "vocabulary": Text("語彙", "Vocabulary"),
    "quality": Text("データの質", "Data quality"),
    "catalogue": Text("データの全体", "The catalogue itself"),
}


def get_group(text: str) -> str:
    """The id of the group that has this id or name; raises UsageError with near misses."""
    for group, name in GROUPS.items():
        if text.casefold() in (group, name.ja, name.en.casefold()):
            return group
    known = ", ".join(GROUPS)
    hint = did_you_mean(text, [n for g, name in GROUPS.items() for n in (g, name.ja, name.en)])
    raise UsageError(
        Text(
            f"質問の分類 {text} はありません。{hint.ja if hint else ''}（分類: {known}）",
            f"There is no group of questions {text}. {hint.en + ' ' if hint else ''}The groups are {known}.",
        )
    )
