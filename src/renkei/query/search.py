"""Looking for saved questions: by words in either language, and by group."""

from __future__ import annotations

from collections.abc import Iterable

from renkei.errors import Text, UsageError, near_misses
from renkei.query.groups import GROUPS, get_group
from renkei.query.saved import SavedQuery, questions
from renkei.text.folding import fold


def find_questions(words: str = "", group: str | None = None) -> list[SavedQuery]:
    """The questions that have all `words` in name, titles, question, tags or group, in the order of groups and names.

    Widths, case and old forms of characters do not matter. Raises UsageError for a group that there is not.
    """
    only = get_group(group) if group else None
    wanted = [fold(word) for word in words.split()]
    found = [q for q in questions().values() if only in (None, q.group) and all(w in _said(q) for w in wanted)]
    order = list(GROUPS)
    return sorted(found, key=lambda q: (order.index(q.group), q.name))


def get_questions(words: str = "", group: str | None = None) -> list[SavedQuery]:
    """As `find_questions`; raises UsageError with near misses among the tags where nothing is found."""
    found = find_questions(words, group)
    if found:
        return found
    tags = [tag for q in questions().values() for tag in (*q.tags.ja, *q.tags.en)]
    near = list(dict.fromkeys(n for word in words.split() for n in near_misses(word, tags)))
    raise UsageError(
        Text(
            f"「{words}」に当たる質問はありません。"
            + (f"もしかして: {'、'.join(near)}" if near else "語を減らしてみてください。"),
            f'No question has "{words}". ' + (f"Did you mean {' or '.join(near)}?" if near else "Try fewer words."),
        )
    )


def by_group(found: Iterable[SavedQuery]) -> dict[str, list[SavedQuery]]:
    """Questions under their groups, in the order of groups; groups without any are left out."""
    grouped: dict[str, list[SavedQuery]] = {group: [] for group in GROUPS}
    for question in found:
        grouped[question.group].append(question)
    return {group: members for group, members in grouped.items() if members}


def _said(question: SavedQuery) -> str:
    """The folded text of a question in which words are looked for; a mark keeps its parts apart."""
    group = GROUPS[question.group]
    parts = [question.name, question.group, group.ja, group.en, *question.tags.ja, *question.tags.en]
    parts += [question.title.ja, question.title.en, question.question.ja, question.question.en]
    return "|".join(map(fold, parts))
