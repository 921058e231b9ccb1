"""What single characters are: their script, the clusters they form, and which of them strangers may not send."""

import re
import unicodedata
from functools import lru_cache

import uharfbuzz as hb
from uniseg.emoji import emoji_presentation

COMMON = "Zyyy"
ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER = "\u200c", "\u200d"
EMOJI_SELECTOR = "\ufe0f"
_JOINERS = {ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER}
_NEW_LINES = re.compile("\r\n?|[\u2028\u2029\u0085\v\f]")
_SUSPECT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_JOINING_SCRIPTS = frozenset(
    (
        *("Arab", "Syrc", "Mong", "Nkoo", "Adlm", "Deva", "Beng", "Guru", "Gujr", "Orya"),
        *("Taml", "Telu", "Knda", "Mlym", "Sinh", "Khmr", "Mymr", "Tibt", "Java"),
    )
)


def find_surrogate(text: str) -> int | None:
    """Position of the first half of a surrogate pair, None where the text is whole."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return error.start
    return None


def neutralise(text: str) -> str:
    """The text in NFC, without controls that turn, hide or join other people's letters; lines end in a line feed.

    Joiners stay where the script before them needs them, and between emoji; emoji and Mongolian variation selectors
    stay too. Tabs become spaces. `find_surrogate` must have been None.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not _SUSPECT.search(text):
        return text
    return _SUSPECT.sub(_replacement, _NEW_LINES.sub("\n", text))


def _replacement(found: re.Match[str]) -> str:
    control, text, position = found[0], found.string, found.start()
    if control == "\t":
        return " "
    before, after = text[max(0, position - 2) : position], text[position + 1 : position + 2]
    return control if before and _is_needed(control, before, after) else ""


def _is_needed(control: str, before: str, after: str) -> bool:
    last = before[-1]
    if control in _JOINERS:
        base = before[0] if last == EMOJI_SELECTOR else last
        if control == ZERO_WIDTH_JOINER and is_pictograph(base):
            return bool(after) and is_pictograph(after)
        joins = script_of(last) in _JOINING_SCRIPTS or unicodedata.category(last).startswith("M")
        return joins and bool(after.strip())
    if control in {"\ufe0e", EMOJI_SELECTOR}:
        return is_pictograph(last) or last in "0123456789#*"
    return "\u180b" <= control <= "\u180f" and script_of(last) == "Mong"


@lru_cache(maxsize=65536)
def script_of(letter: str) -> str:
    """ISO 15924 code of the letter's own script; COMMON for digits, signs and marks that all scripts share."""
    buffer = hb.Buffer()
    buffer.add_str(letter)
    buffer.guess_segment_properties()
    return buffer.script or COMMON


@lru_cache(maxsize=4096)
def is_pictograph(letter: str) -> bool:
    """Whether the letter can stand in an emoji sequence."""
    point = ord(letter)
    return (
        0x2190 <= point <= 0x2BFF
        or 0x1F000 <= point <= 0x1FAFF
        or point in {0xA9, 0xAE, 0x203C, 0x2049, 0x2122, 0x2139, 0x3030, 0x303D, 0x3297, 0x3299}
    )


@lru_cache(maxsize=65536)
def is_emoji(letter: str) -> bool:
    """Whether the letter is shown as a picture unless a selector says otherwise."""
    return bool(emoji_presentation(letter))


@lru_cache(maxsize=65536)
def extends(letter: str) -> bool:
    """Whether the letter continues the user-perceived character before it."""
    return unicodedata.category(letter) in {"Mn", "Me", "Mc"} or letter in _JOINERS or _is_late_modifier(ord(letter))


def _is_late_modifier(point: int) -> bool:
    return 0x1F3FB <= point <= 0x1F3FF or 0xFF9E <= point <= 0xFF9F or point in {0x0E33, 0x0EB3}


def clusters(text: str) -> list[str]:
    """User-perceived characters: a base with its marks, an emoji sequence, a flag, a Hangul syllable of jamo."""
    found: list[str] = []
    for letter in text:
        if found and (extends(letter) or _joins(found[-1], letter)):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _joins(cluster: str, letter: str) -> bool:
    last = cluster[-1]
    if last == ZERO_WIDTH_JOINER:
        return is_pictograph(letter)
    if "\U0001f1e6" <= letter <= "\U0001f1ff":
        return len(cluster) == 1 and "\U0001f1e6" <= last <= "\U0001f1ff"
    return "\u1160" <= letter <= "\u11ff" and ("\u1100" <= last <= "\u11ff" or "\uac00" <= last <= "\ud7a3")
