"""Identifiers and addresses in their one normal form: 法人番号, ROR, ISNI, URL, postcode, phone, mail.

Check digits are verified, never made up: a number that does not fit is an error, and looking it up is the writer's work.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from renkei.errors import Text
from renkei.text.numerals import plain

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

ROR_BASE = "https://ror.org/"
ISNI_BASE = "https://isni.org/isni/"

_LONGEST = 2_000
_SEPARATORS = re.compile(r"[\s\-ー]+")
_BASE32 = {c: n for n, c in enumerate("0123456789abcdefghjkmnpqrstvwxyz")}
_ROR = re.compile(r"(?:https?://)?(?:www\.)?(?:ror\.org/)?(0[0-9a-hjkmnp-tv-z]{6}[0-9]{2})/?", re.IGNORECASE)
_ISNI = re.compile(r"(?:(?:https?://)?(?:www\.)?isni\.org/(?:isni/)?|isni:?)?([0-9]{15}[0-9X])/?", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?")
_MAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_AT = re.compile(r"\s*(?:\(at\)|\[at\]|\(a\)|★|☆|■|◎|\(アット\)|アットマーク)\s*", re.IGNORECASE)
_UNSAFE = re.compile('[\x00-\x20\x7f-\xa0<>"{}|\\\\^`\u200b-\u200f\u2028-\u202f\u2060-\u2069\u3000\ufeff]')
_EXTENSION = re.compile(r"[ (,;]*(?:内線|ext[.=]?|内)[ :]*([0-9]{1,7})\)?$", re.IGNORECASE)
_PHONE = re.compile(r"[+(]?[0-9][0-9() .-]*")
_PHONE_WORDS = re.compile(r"^(?:tel|fax|phone|電話(?:番号)?|携帯|代表)\s*[:.]?\s*|\s*\((?:代表?|直通?)\)$|^tel:", re.IGNORECASE)


class IdentifierError(ValueError):
    """An identifier that is none; `why` in both languages, and `suggestion` where one is plain."""

    def __init__(self, why: Text, suggestion: str | None = None) -> None:
        super().__init__(why.en)
        self.why = why
        self.suggestion = suggestion


def parse_corporate_number(text: str) -> str:
    """The 13 digits of a 法人番号; full width, spaces and hyphens are read.

    The first digit is 9 less the remainder, divided by nine, of the sum of the twelve others, every second one from the
    right but one doubled (法人番号の指定等に関する省令, article 2). Raises IdentifierError where it does not fit.

    >>> parse_corporate_number("７０００ ０１２０ ５０００２")
    '7000012050002'
    """
    digits = _SEPARATORS.sub("", _short(text)).removesuffix(".0")
    if re.fullmatch(r"T[0-9]{13}", digits, re.IGNORECASE):
        ja = "T で始まるのは適格請求書発行事業者の登録番号です。法人なら T を除いた13桁が法人番号です。"
        fits = _check_digit(digits[2:]) == int(digits[1])
        raise IdentifierError(
            Text(ja, "This is an invoice issuer's number; a corporation's 法人番号 is its 13 digits without the T."),
            digits[1:] if fits else None,
        )
    if re.fullmatch(r"[0-9.]+E\+?[0-9]+", digits, re.IGNORECASE):
        ja = "表計算ソフトが桁を落としています。セルの書式を文字列にして入力し直してください。"
        raise IdentifierError(Text(ja, "The spreadsheet has dropped digits: make the cell text and type the number again."))
    if not re.fullmatch(r"[0-9]+", digits):
        raise IdentifierError(Text("法人番号は13桁の数字です。", "A 法人番号 is 13 digits."))
    if len(digits) == 12:
        ja = "12桁です。会社法人等番号には検査用数字がありません。13桁の法人番号を調べてください。"
        raise IdentifierError(Text(ja, "These are 12 digits, without the check digit: look up the 法人番号 of 13 digits."))
    if len(digits) != 13:
        raise IdentifierError(Text(f"{len(digits)}桁です。法人番号は13桁です。", f"{len(digits)} digits; a 法人番号 has 13."))
    if _check_digit(digits[1:]) != int(digits[0]):
        ja = f"先頭の検査用数字 {digits[0]} が残りの12桁と合いません。どこかの数字が違うか、入れ替わっています。"
        en = f"The check digit {digits[0]}, the first, does not fit the other twelve: a digit is wrong, or two are swapped."
        raise IdentifierError(Text(ja, en))
    return digits


def _check_digit(twelve: str) -> int:
    odd, even = sum(map(int, twelve[-1::-2])), sum(map(int, twelve[-2::-2]))
    return 9 - (odd + 2 * even) % 9


def parse_ror(text: str) -> str:
    """The nine characters of a ROR id, which is also written as the URL `ROR_BASE` + them; checked by ISO 7064 mod 97-10.

    >>> parse_ror("https://ror.org/03CXYS317")
    '03cxys317'
    """
    m = _ROR.fullmatch(_short(text))
    if m is None:
        ja = "ROR ID は https://ror.org/03cxys317 のように、0で始まる9文字です。"
        raise IdentifierError(Text(ja, "A ROR id is nine characters that begin with 0, as in https://ror.org/03cxys317."))
    found = m[1].lower()
    number = 0
    for c in found[:7]:
        number = number * 32 + _BASE32[c]
    if 98 - number * 100 % 97 != int(found[7:]):
        ja = f"末尾の検査用数字 {found[7:]} が合いません。文字が違うか、入れ替わっています。"
        raise IdentifierError(Text(ja, f"The check digits {found[7:]} do not fit: a character is wrong, or two are swapped."))
    return found


def parse_isni(text: str) -> str:
    """The 16 characters of an ISNI, without spaces; checked by ISO 7064 mod 11-2.

    >>> parse_isni("0000 0001 2151 536X")
    '000000012151536X'
    """
    m = _ISNI.fullmatch(_SEPARATORS.sub("", _short(text)))
    if m is None:
        raise IdentifierError(
            Text("ISNI は16桁です（最後は X のことがあります）。", "An ISNI has 16 digits; the last may be X.")
        )
    found = m[1].upper()
    total = 0
    for c in found[:15]:
        total = (total + int(c)) * 2
    check = (12 - total % 11) % 11
    if found[15] != ("X" if check == 10 else str(check)):
        ja = f"末尾の検査用数字 {found[15]} が合いません。数字が違うか、入れ替わっています。"
        raise IdentifierError(Text(ja, f"The check digit {found[15]} does not fit: a digit is wrong, or two are swapped."))
    return found


def parse_url(text: str) -> str:
    """A web address in ASCII: scheme and host in small letters, the host by IDNA, other characters percent-encoded.

    Only http and https; no user name, no spaces, no signs that no address has. Raises IdentifierError.

    >>> parse_url("HTTPS://例え.テスト/産学 ".strip())
    'https://xn--r8jz45g.xn--zckzah/%E7%94%A3%E5%AD%A6'
    """
    written = text.strip()
    if written[:1] > "\uff00":  # typed in full width throughout
        written = plain(written[:_LONGEST])
    if len(written) > _LONGEST:
        raise IdentifierError(Text("URL が長すぎます。", "The address is too long."))
    if unsafe := _UNSAFE.search(written):
        shown = f"U+{ord(unsafe[0]):04X}" if not unsafe[0].isprintable() or unsafe[0].isspace() else unsafe[0]
        raise IdentifierError(Text(f"URL に使えない文字があります（{shown}）。", f"An address cannot have this sign: {shown}."))
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):(?![0-9]+(?:/|$))", written)
    if scheme is None:
        why = Text("https:// または http:// から書いてください。", "Write it from https:// or http:// on.")
        raise IdentifierError(why, f"https://{written}" if re.match(r"[^/:?#@]+\.[^/:?#@]+(?:[/:?#]|$)", written) else None)
    if scheme[1].lower() not in ("http", "https"):
        raise IdentifierError(Text(f"{scheme[1]}: は使えません。", f"Only http and https, not {scheme[1]}:."))
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError as error:
        raise IdentifierError(Text("URL として読めません。", "This is not an address.")) from error
    if "@" in parts.netloc:
        raise IdentifierError(Text("URL に利用者名を含めません。", "An address must not hold a user name."))
    host = _ascii_host(parts.hostname or "")
    default = {"http": 80, "https": 443}[parts.scheme]
    path, query, fragment = (_encoded(p) for p in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, host + (f":{port}" if port not in (None, default) else ""), path or "/", query, fragment))


def _encoded(part: str) -> str:
    return quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part), safe="%/:?#[]@!$&'()*+,;=~-._")


def _ascii_host(host: str) -> str:
    """A host name in ASCII (IDNA 2008 with the mapping of UTS 46)."""
    import idna

    try:
        found = idna.encode(host.rstrip("."), uts46=True).decode("ascii") if not host.isascii() else host.rstrip(".").lower()
    except idna.IDNAError as error:
        raise IdentifierError(Text(f"ホスト名「{host}」はありえません。", f"There can be no host named {host}.")) from error
    labels = found.split(".")
    if len(found) > 253 or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):
        raise IdentifierError(Text(f"ホスト名「{host}」はありえません。", f"There can be no host named {host}."))
    return found


def parse_postcode(text: str) -> str:
    """A Japanese postcode as 123-4567.

    >>> parse_postcode("〒７５３ー８５０１")
    '753-8501'
    """
    digits = _SEPARATORS.sub("", _short(text).removeprefix("〒")).removesuffix(".0")
    if re.fullmatch(r"[0-9]{7}", digits):
        return f"{digits[:3]}-{digits[3:]}"
    why = Text("郵便番号は 753-8501 のように7桁です。", "A postcode has seven digits, as in 753-8501.")
    lost_zero = re.fullmatch(r"[0-9]{6}", digits)  # a spreadsheet took it for a number
    raise IdentifierError(why, f"0{digits[:2]}-{digits[2:]}" if lost_zero else None)


def parse_phone(text: str) -> str:
    """A telephone number in its international form (RFC 3966 without "tel:"); one without a country code is Japanese.

    >>> parse_phone("０８３－９２２－３１１１（内線12）")
    '+81-83-922-3111;ext=12'
    """
    import phonenumbers

    written = _PHONE_WORDS.sub("", _short(text)).replace("ー", "-")
    extension = _EXTENSION.search(written)
    digits = re.sub(r"\(0\)", "", written[: extension.start()] if extension else written, count=1)
    if not _PHONE.fullmatch(digits):
        ja = "電話番号として読めません。1つだけ、083-922-3111 のように書いてください。"
        raise IdentifierError(Text(ja, "Write one telephone number and nothing else, as in 083-922-3111."))
    national = phonenumbers.PhoneNumberFormat.NATIONAL
    if digits.lstrip("(")[:1] not in ("0", "+"):
        with_zero = _phone("0" + digits)
        shown = phonenumbers.format_number(with_zero, national) if with_zero else None
        ja = "市外局番の0、または + と国番号から書いてください。"
        raise IdentifierError(Text(ja, "Write it from the 0 of the area code, or from + and the country, on."), shown)
    number = _phone(digits)
    if number is None:
        raise IdentifierError(Text("使われていない電話番号です。", "There is no such telephone number."))
    number.extension = extension[1] if extension else None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966).removeprefix("tel:")


def _phone(digits: str) -> PhoneNumber | None:
    """The number that is in use and that `digits` write, or None."""
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, "JP")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def parse_mail(text: str) -> str:
    """A mail address, plain syntax only, with the domain in ASCII and small letters.

    >>> parse_mail("ｔａｒｏ＠Example.JP")
    'taro@example.jp'
    """
    written = _short(text).removeprefix("mailto:")
    local, sign, domain = written.rpartition("@")
    if not sign:
        mended = re.sub(
            r"\s*(?:\(at\)|\[at\]|\(a\)|★|☆|■|◎|\(アット\)|アットマーク)\s*", "@", written, count=1, flags=re.IGNORECASE
        )
        suggestion = mended if "@" in mended and not re.search(r"\s", mended) else None
        raise IdentifierError(Text("「@」がありません。", "There is no @."), suggestion)
    if not _MAIL.fullmatch(local) or local[0] == "." or local[-1] == "." or ".." in local:
        raise IdentifierError(Text("「@」の前がメールアドレスの形ではありません。", "What stands before @ is no mail address."))
    return f"{local}@{_ascii_host(domain)}"


def _short(text: str) -> str:
    """`text` plain, if it is as short as an identifier."""
    if len(text) > _LONGEST:
        raise IdentifierError(Text("長すぎます。", "This is too long."))
    return plain(text)
