"""Which encoding a text file is in: strict, in a stated order, and asked about where two are possible.

1. A byte order mark decides (UTF-8, UTF-16). 2. UTF-8. 3. CP932 (Shift_JIS of Windows). 4. EUC-JP. Without a mark, UTF-16 is
refused by name, as is ISO-2022-JP. Text of one Japanese encoding often decodes in another as well, to half-width katakana and
rare kanji; so a decoding counts only if its characters are such as Japanese text is made of, and where two decodings count,
or none, the file is refused and its encoding asked for. Memory does not grow with the file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from renkei.errors import Text
from renkei.tables.sheets import Limits, WorkbookError

_PIECE = 2**18


@dataclass(frozen=True)
class Encoding:
    """`name` is how people call it, `codec` how Python does."""

    name: str
    codec: str


UTF8, UTF8_BOM = Encoding("UTF-8", "utf-8"), Encoding("UTF-8 (BOM)", "utf-8-sig")
UTF16 = Encoding("UTF-16 (BOM)", "utf-16")
CP932 = Encoding("CP932 (Shift_JIS)", "cp932")
# The second knows the characters ㈱ and ① that Windows adds to the first.
EUC_JP, EUC_JP_WIDE = Encoding("EUC-JP", "euc_jp"), Encoding("EUC-JP (2004)", "euc_jis_2004")
_ORDER = (CP932, EUC_JP, EUC_JP_WIDE)
_BY_WORD = {
    "utf8": UTF8_BOM,  # with or without the mark
    "utf8sig": UTF8_BOM,
    "utf16": UTF16,
    "cp932": CP932,
    "shiftjis": CP932,
    "sjis": CP932,
    "windows31j": CP932,
    "ms932": CP932,
    "eucjp": EUC_JP,
    "euc": EUC_JP,
    "eucjis2004": EUC_JP_WIDE,
}
_ADVICE = Text(
    "Excel の「CSV UTF-8」で保存し直すか、文字コードを指定してください（utf-8、cp932、euc-jp、utf-16）。",
    "Save it as CSV UTF-8, or say which encoding it is (utf-8, cp932, euc-jp, utf-16).",
)
# Share of odd characters up to which a decoding counts: where it is the only one; as the better of two; as the worse of two.
_ALONE, _BETTER, _WORSE = 0.5, 0.2, 0.4
_ENOUGH = 200_000  # characters to judge by


def find_encoding(path: Path, file: str, limits: Limits, asked: str | None = None) -> Encoding:
    """The encoding in which every byte of the file decodes; `asked` (a name) is taken at its word, and verified.

    Raises WorkbookError: with the line of the first byte that does not decode; where several encodings are possible, or none.
    """
    if asked is not None:
        return _verified(path, file, limits, asked)
    with path.open("rb") as stream:
        start = stream.read(4)
    for mark, encoding in ((codecs.BOM_UTF8, UTF8_BOM), (codecs.BOM_UTF16_LE, UTF16), (codecs.BOM_UTF16_BE, UTF16)):
        if start.startswith(mark):
            return _verified(path, file, limits, encoding.codec)
    utf8 = _Trial(UTF8)
    nulls = escapes = size = 0
    for piece in _pieces(path, file, limits):
        nulls += piece.count(b"\0")
        escapes += len(re.findall(rb"\x1b\$[@B]", piece))
        size += len(piece)
        utf8.feed(piece)
    utf8.finish()
    if nulls * 10 > size:
        raise _refused(
            "utf-16", file, Text("印のない UTF-16 か、文字でないデータです。", "It is UTF-16 without a mark, or no text.")
        )
    if escapes:
        raise _refused("iso-2022-jp", file, Text("ISO-2022-JP (JIS) の文字コードです。", "It is in ISO-2022-JP (JIS)."))
    if utf8.line is None and (utf8.certain or not utf8.foreign):
        return UTF8
    if utf8.line is not None and utf8.certain >= 5:
        why = Text("UTF-8 ですが、UTF-8 として読めない文字があります。", "It is UTF-8 with bytes in it that are not.")
        raise WorkbookError("encoding", file, why, _ADVICE, place=f"line {utf8.line}")
    return _judged(path, file, limits, utf8)


def _judged(path: Path, file: str, limits: Limits, utf8: _Trial) -> Encoding:
    """The one encoding whose characters are those of Japanese text."""
    trials = [_Trial(encoding, weigh=True) for encoding in _ORDER]
    if utf8.line is None:
        trials.append(_Trial(UTF8, weigh=True))
    for piece in _pieces(path, file, limits):
        for trial in trials:
            trial.feed(piece)
    for trial in trials:
        trial.finish()
    left = sorted((t for t in trials if t.line is None), key=lambda t: t.odd_share)
    if len(left) > 1 and left[1].encoding is EUC_JP_WIDE and left[0].encoding is EUC_JP:
        del left[1]  # the wider table decodes all that the narrow one does
    if len(left) > 1 and left[0].encoding is EUC_JP_WIDE and left[1].encoding is EUC_JP:
        del left[0]
    if not left:
        why = Text("UTF-8、CP932、EUC-JP のどれとしても読めません。", "It is none of UTF-8, CP932 and EUC-JP.")
        raise WorkbookError("encoding", file, why, _ADVICE, place=f"line {utf8.line}")
    best = left[0]
    if len(left) == 1 and best.odd_share <= _ALONE:
        return best.encoding
    if len(left) > 1 and best.odd_share <= _BETTER and left[1].odd_share >= _WORSE:
        return best.encoding
    names = [trial.encoding.name for trial in left]
    why = Text(
        f"文字コードを決められません（候補: {'、'.join(names)}）。",
        f"The encoding cannot be told (possible: {', '.join(names)}).",
    )
    raise WorkbookError("ambiguous-encoding", file, why, _ADVICE)


def _verified(path: Path, file: str, limits: Limits, asked: str) -> Encoding:
    encoding = _BY_WORD.get(re.sub(r"[-_ ]", "", asked.lower()))
    if encoding is None:
        why = Text(f"文字コード {asked[:40]} は扱えません。", f"The encoding {asked[:40]} is not supported.")
        raise WorkbookError("encoding", file, why, _ADVICE)
    trial = _Trial(encoding)
    for piece in _pieces(path, file, limits):
        trial.feed(piece)
    trial.finish()
    if trial.line is not None:
        why = Text(f"{encoding.name} として読めない文字があります。", f"There are bytes that are not {encoding.name}.")
        raise WorkbookError("encoding", file, why, _ADVICE, place=f"line {trial.line}")
    return encoding


def _refused(kind: str, file: str, why: Text) -> WorkbookError:
    return WorkbookError(kind, file, why, _ADVICE)


def _pieces(path: Path, file: str, limits: Limits) -> Iterator[bytes]:
    """The bytes in pieces that end with a line; a line that never ends is refused."""
    kept = b""
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            cut = max(piece.rfind(b"\n"), piece.rfind(b"\r")) + 1
            if cut:
                yield kept + piece[:cut]
                kept = piece[cut:]
            else:
                kept += piece
            if len(kept) > limits.line:
                why = Text(f"{limits.line} バイトを超える行があります。", f"There is a line of more than {limits.line} bytes.")
                raise WorkbookError("long-line", file, why, None)
    yield kept


class _Trial:
    """Decodes in one encoding, strictly, until the first byte that fails; counts what characters come out."""

    def __init__(self, encoding: Encoding, weigh: bool = False) -> None:
        self.encoding = encoding
        self.line: int | None = None
        self.foreign = False
        self.certain = 0
        self._weigh = weigh
        self._usual = self._odd = 0
        self._lines = 1
        self._decoder = codecs.getincrementaldecoder(encoding.codec)("strict")

    @property
    def odd_share(self) -> float:
        """Share of characters, of those beyond ASCII, that Japanese text does not consist of."""
        return self._odd / (self._odd + self._usual) if self._odd + self._usual else 1.0

    def feed(self, piece: bytes, final: bool = False) -> None:
        if self.line is not None:
            return
        try:
            text = self._decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            self.line = self._lines + before.count(b"\n")
            self._count(before.decode(self.encoding.codec, "ignore"))
            return
        if self.encoding is CP932 and (bad := re.search("[\x80-\xa0\uf8f0-\uf8f3]", text)):
            self.line = self._lines + text.count("\n", 0, bad.start())  # Python lets these through, Windows has none
            return
        self._lines += text.count("\n")
        self._count(text)

    def finish(self) -> None:
        self.feed(b"", True)

    def _count(self, text: str) -> None:
        if text.isascii():
            return
        self.foreign = True
        if self.encoding is UTF8:
            self.certain += len(_CERTAIN.findall(text))
        if self._weigh and self._usual + self._odd < _ENOUGH:
            usual, odd = weigh_characters(text, letters=self.encoding is UTF8)
            self._usual += usual
            self._odd += odd


# Three or four bytes of UTF-8 that follow its rules are hardly an accident; two may be.
_CERTAIN = re.compile("[\u0800-\U0010ffff]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")  # a byte pair without a character is nearly always a wrong decoding
_HALF = "\uff61-\uff9f"
_RUN = re.compile(r"[^\x00-\x7f]+")
_HALF_RUN = re.compile(f"[{_HALF}]+")
# Half-width katakana as words have them: two kana at least, no small one to begin with, and the voiced mark only after a
# kana that takes it.
_KANA = "[ｱ-ﾝｦ](?:(?<=[ｳｶ-ﾄﾊ-ﾎ])ﾞ|(?<=[ﾊ-ﾎ])ﾟ)?[ｧ-ｰ]?ｰ?"
_HALF_WORD = re.compile(f"(?:｢?(?:{_KANA}){{2,}}｣?[･｡､]?)+")


@cache
def _usual_characters() -> frozenset[str]:
    """Kana, punctuation, letters and digits of JIS X 0208, its first level of kanji, and the marks that Windows adds."""
    rows = [0xA1, 0xA2, 0xA3, 0xA4, 0xA5, *range(0xB0, 0xD0)]
    pairs = (bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    ours = {pair.decode("euc_jp", "ignore") for pair in pairs}
    windows = {bytes((0x87, cell)).decode("cp932", "ignore") for cell in range(0x40, 0x9D)}
    return frozenset((ours | windows | set("～∥－￠￡￢―髙﨑")) - {"", "\ufffd"})


def weigh_characters(text: str, letters: bool = False) -> tuple[int, int]:
    """How many characters beyond ASCII are usual in Japanese text, and how many are odd; `letters` of any script count too.

    >>> weigh_characters("福島県"), weigh_characters("ﾊ｡ﾅ邵ｩ"), weigh_characters("M馘ecin")
    ((3, 0), (0, 5), (0, 1))
    """
    usual = odd = 0
    known = _usual_characters()
    for run in _RUN.finditer(text):
        found = run[0]
        if letters:
            good = sum(c in known or c.isalpha() for c in found)
            usual, odd = usual + good, odd + len(found) - good
            continue
        before, after = text[max(run.start() - 1, 0) : run.start()], text[run.end() : run.end() + 1]
        if len(found) == 1 and before.isalpha():  # as in it’s or Médecin, read wrongly; but also as in A社
            odd += after.isalpha() or before.islower()
            continue
        last = 0
        for half in _HALF_RUN.finditer(found):
            good = sum(map(known.__contains__, found[last : half.start()]))
            usual, odd = usual + good, odd + half.start() - last - good
            beside = (found[half.start() - 1] if half.start() else before) + (found[half.end() : half.end() + 1] or after)
            word = _HALF_WORD.fullmatch(half[0]) and all(c in known or not c.isalpha() for c in beside)
            usual, odd = (usual + len(half[0]), odd) if word else (usual, odd + len(half[0]))
            last = half.end()
        good = sum(map(known.__contains__, found[last:]))
        usual, odd = usual + good, odd + len(found) - last - good
    return usual, odd + 9 * len(_PRIVATE.findall(text))
