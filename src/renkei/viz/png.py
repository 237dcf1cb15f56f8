"""An SVG as PNG, by resvg; letters are drawn with the fonts of the system."""

from __future__ import annotations

import importlib
import re
from functools import cache
from typing import Any

from renkei.errors import Text, UsageError

# The longer side of a picture in pixels: what is larger is made smaller.
_LONGEST = 8_000
_LEAST_SCALE, _SCALE = 0.05, 2.0

# A letter of a picture, and what no font has: where both look alike, no font draws the letter.
_LETTERS = {"連": "Noto Sans CJK JP", "n": "Noto Sans"}
_NOTHING = "\U0010fffd"


def png(svg: str) -> bytes:
    """The picture in twice its size, 8,000 pixels at most. Raises UsageError where resvg or a font for it is missing."""
    width, height = (float(n) for n in re.findall(r' (?:width|height)="([\d.]+)"', svg)[:2])
    scale = max(_LEAST_SCALE, min(_SCALE, _LONGEST / max(width, height)))
    renderer = _renderer()
    for letter in ("n", "連"):
        if (letter == "n" or re.search(r"[\u3041-\u9fff]", svg)) and not _can_draw(letter):
            _refuse(letter)
    return bytes(renderer.svg_to_bytes(svg_string=svg, zoom=scale))


def _renderer() -> Any:
    try:
        return importlib.import_module("resvg_py")
    except ImportError as error:
        raise UsageError(
            Text(
                "PNG にするには resvg-py が要ります: pip install 'renkei[png]'。SVG（-o 名前.svg）なら今のまま書けます。",
                "PNG needs resvg-py: pip install 'renkei[png]'. SVG (-o NAME.svg) needs nothing more.",
            )
        ) from error


@cache
def _can_draw(letter: str) -> bool:
    """Whether a font of the system has a letter."""
    drawn = [bytes(_renderer().svg_to_bytes(svg_string=_sample(text))) for text in (letter, _NOTHING)]
    return drawn[0] != drawn[1]


def _sample(text: str) -> str:
    from renkei.viz.svg import FONT

    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
        f'<text x="5" y="30" font-size="24" font-family="{FONT}">{text}</text></svg>'
    )


def _refuse(letter: str) -> None:
    font = _LETTERS[letter]
    package = "fonts-noto-cjk" if letter == "連" else "fonts-noto-core"
    raise UsageError(
        Text(
            f"この計算機のフォントには、図の文字（「{letter}」など）がありません。{font} などを入れてください"
            f"（Debian、Ubuntu: apt install {package}）。SVG（-o 名前.svg）なら今のまま書けます。",
            f'No font of this machine has the letters of the picture ("{letter}"). Install one, such as {font} '
            f"(Debian, Ubuntu: apt install {package}). SVG (-o NAME.svg) can be written as it is.",
        )
    )
