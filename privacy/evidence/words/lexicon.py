"""Which words are words: an English list, common given names, and what tells our Latin-script languages apart."""

import re
from functools import lru_cache

from privacy.evidence.words.allowed import fold, lines


@lru_cache(maxsize=1)
def english() -> frozenset[str]:
    """Every word of the list, in lower case. Reading it takes a tenth of a second: nothing asks before a text does."""
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language="en").word_frequency.dictionary) | frozenset(lines("words_en.txt"))


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Given names and surnames common around our stories, folded; some of them are words as well."""
    return frozenset(fold(name) for name in lines("names.txt"))


@lru_cache(maxsize=1)
def ambiguous_names() -> frozenset[str]:
    """Names that are ordinary words too: at the start of a sentence they prove nothing."""
    return frozenset(fold(name) for name in lines("names_words.txt"))


# The list is American; our writers are not.
SPELLINGS = (
    ("our", "or"),
    ("is(e|ed|es|ing|ation|er|ers)$", r"iz\1"),
    ("ys(e|ed|es|ing)$", r"yz\1"),
    ("re(s?)$", r"er\1"),
    ("ll(ed|ing|er|ers|ery)$", r"l\1"),
    ("ogue", "og"),
    ("ae", "e"),
    ("oe", "e"),
    ("ence$", "ense"),
    ("mme", "m"),
    ("tyre", "tire"),
    ("cheque", "check"),
    ("mould", "mold"),
    ("plough", "plow"),
    ("grey", "gray"),
    ("pyjama", "pajama"),
    ("jewell", "jewel"),
    ("enrol(?!l)", "enroll"),
    ("practis", "practic"),
    ("kerb", "curb"),
    ("learnt", "learned"),
)


@lru_cache(maxsize=4096)
def is_english(word: str) -> bool:
    """Whether it, or what is left without an ending, is an English word."""
    lowered = word.lower().replace("’", "'")
    if lowered in english() or lowered.rstrip("'") in english():
        return True
    if "-" in lowered:
        return all(len(part) < 2 or is_english(part) for part in lowered.split("-"))
    if any(
        re.sub(british, american, lowered) != lowered and is_english(re.sub(british, american, lowered))
        for british, american in SPELLINGS
    ):
        return True
    return any(
        lowered.endswith(ending) and lowered[: -len(ending)] in english()
        for ending in ("'s", "s", "ly", "ness", "'")
    )


# The most frequent short words: what a sentence is in, if it is not in the language its page says.
FREQUENT = {
    "en": "the and of to in was she he her his for with that they it is at on had not from by were "
    "but who when said them their would"
    " a an my i me you we are be has have him this",
    "id": "yang dan di ke dari untuk dengan tidak pada ia dia mereka itu ini adalah akan kami saya "
    "sudah oleh atau juga karena ketika"
    " dalam telah bisa sebuah seorang orang nya kepada sebagai masih saat lagi ada aku",
    "fil": "ang ng sa na siya mga ay niya at kanyang nang hindi ko si ni para nila kanya ako niyang "
    "may mo isang kay pa rin din sila"
    " noong namin kami ito wala walang",
    "vi": "của và là không người cô anh chị tôi một đã được cho với khi ở đến trong những có em họ "
    "bà ông để này tại trên ra về vào ngày",
}
_SETS = {lang: frozenset(words.split()) for lang, words in FREQUENT.items()}
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


@lru_cache(maxsize=1024)
def latin_language(sentence: str, given: str) -> str:
    """The language of a sentence in Latin letters: the given one unless another is clearly nearer; "en" if none is."""
    words = re.findall(r"[^\W\d_]+", sentence.lower())
    scores = {lang: sum(word in known for word in words) for lang, known in _SETS.items()}
    scores["vi"] += 2 * len(VIETNAMESE.findall(sentence)) if len(VIETNAMESE.findall(sentence)) > 1 else 0
    best = max(scores, key=lambda lang: (scores[lang], lang == given))
    if given not in scores:
        return best if scores[best] else "en"
    return best if scores[best] >= scores[given] + 2 else given
