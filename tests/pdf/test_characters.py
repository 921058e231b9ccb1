import pytest
from uniseg.graphemecluster import grapheme_clusters

from petition.pdf.characters import clusters, find_surrogate, neutralise


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("safe \u202edetrever\u202c text", "safe detrever text"),
        ("\u2066isolated\u2069 \u200emark\u200f", "isolated mark"),
        ("zero\u200bwidth\ufeff\u2060", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("a\x00b\x07c\x1b[0m", "abc[0m"),
        ("tab\there", "tab here"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("a\u200db\u200cc", "abc"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("a\ufe0f", "a"),
        ("e\u0301", "é"),
        ("\U000e0067\U000e0062x", "x"),
    ],
)
def test_controls_of_strangers_are_taken_out_and_needed_ones_stay(sent: str, kept: str) -> None:
    assert neutralise(sent) == kept


def test_half_a_surrogate_pair_is_found() -> None:
    assert find_surrogate("abc\ud83d") == 3
    assert find_surrogate("abc😀") is None


@pytest.mark.parametrize("text", ["é̂a", "กำนี้กุ", "👩‍🚀❤️👍🏽", "🇧🇾🇱🇹🇺", "각각", "שָׁלוֹם", "a\u200db"])
def test_user_perceived_characters_are_those_of_unicode(text: str) -> None:
    assert clusters(text) == list(grapheme_clusters(text))
