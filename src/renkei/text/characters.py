"""Characters that names write in several ways, kana, and which characters are kanji or Japanese at all."""

from __future__ import annotations

import re
import unicodedata

from renkei.text.folding import OLD_FORMS
from renkei.text.numerals import UNSEEN

# Further old forms and variants, which occur in names of firms and places; the folding of documents leaves them.
_OLD = (
    "淺嶋嶌冨峯槇彌惠條豐證黑聲勞獨舊亞壯萬戶靑龜檢鹽絲聯團處賣假佛參雙劍圍專從惡戰攝擴收敎曉來樂樓檜權歐氣灣爐狹畫當盡硏禪稱"
    "穗竝綠緖縱繩繪續莊藥蟲螢觀讀豫輕郞醬釀釋錢鑛隨雜顯飜鷄麥黃默齒祕鍊增淸舘曻𠮷濶塲逹內步每產稻巢曾緣巖嶽埜藪薗籠凾屛栁桒𣘺"
    "餘澁澀渕舩靜滿瀧鷗溪彥晉賴贊鄕祿冲鐡麴籔驒濤礦聨鹼繡攪蔣萊頰顚塡剝瘦鬪髮鳳"
)
_NEW = (
    "浅島島富峰槙弥恵条豊証黒声労独旧亜壮万戸青亀検塩糸連団処売仮仏参双剣囲専従悪戦摂拡収教暁来楽楼桧権欧気湾炉狭画当尽研禅称"
    "穂並緑緒縦縄絵続荘薬虫蛍観読予軽郎醤醸釈銭鉱随雑顕翻鶏麦黄黙歯秘錬増清館昇吉闊場達内歩毎産稲巣曽縁岩岳野薮園篭函屏柳桑橋"
    "余渋渋淵船静満滝鴎渓彦晋頼賛郷禄沖鉄麹薮騨涛鉱連鹸繍撹蒋莱頬顛填剥痩闘髪鳳"
)
NAME_FORMS = {old: new for old, new in zip(_OLD, _NEW, strict=True) if old != new} | OLD_FORMS

_DASHES = dict.fromkeys("‐‑‒–—―−﹣", "-")
_BRACKETS = dict.fromkeys("[{<〔【〈《", "(") | dict.fromkeys("]}>〕】〉》", ")")
_IN_USE = str.maketrans(NAME_FORMS | _DASHES | _BRACKETS | {"ヰ": "イ", "ヱ": "エ", "ゐ": "い", "ゑ": "え"})
_NOT_IN_USE = re.compile(f"[{re.escape(''.join(map(chr, _IN_USE)))}]")

_SMALL = dict(zip("ァィゥェォッャュョヮぁぃぅぇぉっゃゅょゎ", "アイウエオツヤユヨワあいうえおつやゆよわ", strict=True))
_MARKS = dict.fromkeys(" \t\n\r\f\v\u0085\u1680\u2028\u2029・·•.,、。'’‘`´′\"“”″「」『』!?:;/\\_~〜*★☆♪◆×()|^=#%", "")
_LATIN = {
    c: unicodedata.normalize("NFD", c)[0] for c in map(chr, range(0xDF, 0x180)) if unicodedata.decomposition(c)[:1] == "0"
}
_KEY = str.maketrans(_SMALL | _MARKS | _LATIN)
_NO_KEY = re.compile(f"[{re.escape(''.join(map(chr, _KEY)))}]")

# Kanji, and kanji and kana, as they stand in a class of a regular expression; between U+9FFF and U+F900 are other scripts.
KANJI = r"\u3400-\u9fff\uf900-\ufaff\u3005"
JAPANESE = re.compile(r"[\u3041-\u9fff\uf900-\ufaff\uff66-\uff9f]")

_LONG_DASH = re.compile(r"(?<=[ァ-ヺー])-+(?![0-9a-z])")
_LONG = re.compile(r"ー+")
_LAST_LONG = re.compile(r"(?<=[ァ-ヺー]{3})ー(?![ァ-ヺー])")  # a word of three sounds or more may leave it out (JIS Z 8301)
KE = re.compile(r"(?<=[一-鿿々])[ヶケがガヵ](?=[一-鿿])")
_ORDINARY = re.compile(r"[0-9a-zぁ-ゖァ-ヺー一-鿿々&+]*")
TO_HIRAGANA = {n: n - 0x60 for n in range(0x30A1, 0x30F7)}
_READING = {"ヂ": "ジ", "ヅ": "ズ", "ヲ": "オ", "ぢ": "じ", "づ": "ず", "を": "お", "ヴ": "ブ", "ゔ": "ぶ"}
_READING_TABLE = str.maketrans(_READING)


def in_use(text: str) -> str:
    """`text` in NFKC, in the characters in use, with one kind of dash and of bracket; a name so written is still a name.

    >>> in_use("髙濵〔ﾃｸﾉ〕")
    '高浜(テクノ)'
    """
    plain = UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return plain.translate(_IN_USE) if _NOT_IN_USE.search(plain) else plain  # translating each character is the slow way


def key_of(text: str) -> str:
    """`text`, as `in_use` gives it, without what two writers of one name do differently: case, spaces, points, accents, small
    kana.

    A dash after katakana is the long mark; the long mark at the end of a longer word goes; ヶ, ケ and が between kanji are one.
    """
    key = _key_once(text)
    while not _ORDINARY.fullmatch(key) and (again := _key_once(in_use(key))) != key:
        key = again
    return key


def _key_once(text: str) -> str:
    key = text.casefold()
    if _NO_KEY.search(key):
        key = key.translate(_KEY)
    if "-" in key:
        key = _LONG_DASH.sub("ー", key).replace("-", "")
    if "ー" in key:
        key = _LAST_LONG.sub("", _LONG.sub("ー", key))
    return KE.sub("ケ", key)


def to_hiragana(text: str) -> str:
    """`text` with its katakana, half width too, in hiragana; the long mark stays.

    >>> to_hiragana("ﾔﾏｸﾞﾁケン")
    'やまぐちけん'
    """
    return unicodedata.normalize("NFKC", text).translate(TO_HIRAGANA)


def reading_key(text: str) -> str:
    """The reading that `text` writes in hiragana, without spaces, points, small kana, and with ぢ, づ, を as they sound."""
    return key_of(in_use(text).translate(_READING_TABLE)).translate(TO_HIRAGANA)
