"""Name-like words: capitals that no list allows, words no dictionary has, and what follows "her name is"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from privacy.evidence.words import native, native_names
from privacy.evidence.words.allowed import covered, fold, native_phrases
from privacy.evidence.words.cues import CUED_NAMES, OPENERS, TITLES, VERBS
from privacy.evidence.words.found import LETTER, Found, Passage, group_of
from privacy.evidence.words.lexicon import ambiguous_names, is_english, latin_language, names

WORD = re.compile(rf"[{LETTER}]+(?:['’-][{LETTER}]+)*\.?(?<!\.\.)")
SENTENCE = re.compile(
    r"(?:[^.!?…\n]|\.(?=\S)|(?<=\bMr)\.|(?<=\bMrs)\.|(?<=\bMs)\.|(?<=\bDr)\.|(?<=\bSt)\.|"
    r"(?<=\b[A-Z])\.){1,1200}[.!?…\n]*"
)
# Behind these a capital may begin a sentence within the sentence.
OPENING = re.compile(r"(?:^|[.!?…:;\n“\"‘«(\[—–•*|]|(?<=\s)['’-]|\d[.)])\s*$")
SMALL_WORDS = frozenset("of the a an and in on at to for with by from or de ng sa di yang dan và của".split())
PARTICLES = frozenset("de dela delos del bin binti bint van der al el von da".split())


@dataclass(frozen=True)
class Word:
    """One word of a sentence. `opens`: a capital is expected there. `free`: words of the allowed name it belongs to."""

    text: str
    start: int
    end: int
    opens: bool
    free: int

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def folded(self) -> str:
        return fold(self.text)


def name_like(passage: Passage) -> Iterator[Found]:
    """In Latin script. Lone names that are the one subject of a text without a known pseudonym are left alone."""
    if "latin" not in passage.scripts:
        return
    lone: list[Found] = []
    sure: list[Found] = list(_cued(passage))
    for match in SENTENCE.finditer(passage.text):
        for found in _in_sentence(passage, match.group(), match.start()):
            (lone if found.kind == "lone_name" else sure).append(found)
    yield from sure
    yield from _named(passage, lone, sure)


def _named(passage: Passage, lone: list[Found], sure: list[Found]) -> Iterator[Found]:
    """Lone names count if the pseudonym is known, if there are two, or if one was found elsewhere."""
    subjects = {fold(passage.text[found.start : found.end]) for found in lone}
    if passage.is_story or len(subjects) > 1:
        for found in lone:
            yield Found(found.start, found.end, "name")


def _cued(passage: Passage) -> Iterator[Found]:
    for compiled in CUED_NAMES:
        for match in compiled.finditer(passage.text):
            start, end = match.span("x")
            words = [fold(word) for word in re.findall(rf"[{LETTER}]+", match.group("x"))]
            rest = [word for word, is_allowed in zip(words, covered(words), strict=True) if not is_allowed]
            is_lower = match.group("x")[0].islower()
            if is_lower and is_english(match.group("x")) and rest and rest[0] not in names():
                continue
            if any(word not in passage.pseudonyms and word not in NOT_NAMES for word in rest):
                yield Found(start, end, "name")


NOT_NAMES = frozenset(
    "the a an this that not never no her his their my and or but as it in on by for to of who "
    "what nothing nobody known also different new another"
    " so very all only just still too both always often said told asked was is been being ay "
    "ang na sa di yang dan là và".split()
)


def _words(sentence: str, offset: int) -> list[Word]:
    found = list(WORD.finditer(sentence))
    texts = [match.group() if _is_initial(match.group()) else match.group().rstrip(".") for match in found]
    bare = [re.sub(r"['’]s$", "", text) for text in texts]
    allowed = covered([fold(text) for text in bare])
    words: list[Word] = []
    for match, text, is_allowed in zip(found, bare, allowed, strict=True):
        opens = not words or bool(OPENING.search(sentence[max(0, match.start() - 6) : match.start()]))
        start = offset + match.start()
        words.append(Word(text, start, start + len(text), opens, is_allowed))
    return words


def _is_initial(word: str) -> bool:
    return len(word) == 2 and word.endswith(".") and word[0].isupper()


def _in_sentence(passage: Passage, sentence: str, offset: int) -> Iterator[Found]:
    words = _words(sentence, offset)
    if not words:
        return
    lang = latin_language(sentence.strip(), passage.lang)
    capitals = sum(word.is_capital for word in words)
    if capitals == 0:
        yield from _without_capitals(words, passage, lang)
        return
    if _is_heading(sentence, words, capitals):
        yield from _in_heading(words, passage, lang)
        return
    for run in _runs(words, passage.text):
        yield from _judged(run, words, passage, lang)


def _is_heading(sentence: str, words: list[Word], capitals: int) -> bool:
    """Title Case, or everything in capitals: there a capital says nothing."""
    weighty = [word for word in words if word.folded not in SMALL_WORDS]
    if sentence.isupper():
        return True
    if sentence.rstrip().endswith((".", "!", "…")) or len(weighty) < 2 or len(words) > 12:
        return False
    return sum(word.is_capital for word in weighty) == len(weighty)


def _in_heading(words: list[Word], passage: Passage, lang: str) -> Iterator[Found]:
    for word in words:
        if word.free or word.folded in passage.pseudonyms or len(word.text) < 2:
            continue
        is_name = word.folded in names() and word.folded not in ambiguous_names()
        if is_name or (lang == "en" and not is_english(word.text)):
            yield Found(word.start, word.end, "name")


def _without_capitals(words: list[Word], passage: Passage, lang: str) -> Iterator[Found]:
    """Written as in a chat: only what no dictionary has, and names that are no words."""
    for word in words:
        if word.free or word.folded in passage.pseudonyms or len(word.text) < 3:
            continue
        is_name = word.folded in names() and word.folded not in ambiguous_names()
        if (lang == "en" and len(words) > 3 and is_name) or (
            lang == "en" and len(words) > 3 and not is_english(word.text) and word.folded not in names()
        ):
            yield Found(word.start, word.end, "name")


def _runs(words: list[Word], text: str) -> Iterator[list[Word]]:
    """Capitalised words with nothing but a space, a particle or an initial between them."""
    run: list[Word] = []
    for word in words:
        between = text[run[-1].end : word.start] if run else ""
        joins = run and (between in {" ", ". ", "-", "’s ", "'s "} and not (between.endswith("s ")))
        if (word.is_capital and (not run or (joins and not word.opens))) or (
            run and joins and word.folded in PARTICLES
        ):
            run.append(word)
        else:
            if run:
                yield run
            run = [word] if word.is_capital else []
    if run:
        yield run


def _judged(run: list[Word], words: list[Word], passage: Passage, lang: str) -> Iterator[Found]:
    """One run of capitals: what is left of it without allowed words and an ordinary word that opens the sentence."""
    left = [word for word in run if not _is_free(word, passage)]
    if not left and _is_listed_by_chance(run, passage):
        yield Found(run[0].start, run[-1].end, "name")
        return
    if left and left[0] is run[0] and run[0].opens and _is_ordinary(run[0], lang, alone=len(run) == 1):
        left = left[1:]
    left = [word for word in left if word.is_capital and not _is_label(word)]
    if not left:
        return
    last = run.index(left[-1])
    while last + 1 < len(run) and run[last + 1].free == 1 and run[last + 1].folded in names():
        last += 1  # the end of a name that is a people or a month, too
    span = (left[0].start, run[last].end)
    if len(left) == 1 and len(run) == 1 and run[0].opens and not _is_titled(run[0], words):
        yield Found(*span, _alone(run[0], words, passage, lang))
    elif len(left) == 1 and len(run) == 1 and _is_subject(left[0], words):
        yield Found(*span, "lone_name")
    else:
        yield Found(*span, "name")


def _is_free(word: Word, passage: Passage) -> bool:
    if word.folded in passage.pseudonyms or word.text in {"I", "O"}:
        return True
    return word.free > 0 and not (_is_common_name(word) and not _stands_after_place_word(word, passage.text))


def _is_listed_by_chance(run: list[Word], passage: Passage) -> bool:
    """Two names side by side that are a month, a town or a people each by itself: "April Rodriguez"."""
    first, *rest = [word for word in run if word.folded not in passage.pseudonyms] or run
    return (
        bool(rest)
        and all(word.free == 1 for word in (first, *rest))
        and any(word.folded in names() for word in rest)
    )


def _is_common_name(word: Word) -> bool:
    """A listed place that people are called as well ("Santos")."""
    return word.folded in names() and word.folded in PLACE_AND_NAME


# Listed places or peoples of the same word as a common name: free only behind a preposition of place.
PLACE_AND_NAME = frozenset(
    "santos santiago rosario mercedes santa maria jose juan carlos victoria nguyen hassan "
    "martin pascual lourdes salazar torres castro bautista".split()
)


def _stands_after_place_word(word: Word, text: str) -> bool:
    return bool(
        re.search(
            r"\b(?:in|to|from|at|near|of|di|ke|dari|sa|mula|ở|từ|đến|về)\s$",
            text[max(0, word.start - 8) : word.start],
        )
    )


def _is_label(word: Word) -> bool:
    """Short abbreviations and numerals: "NGO", "IV", "A"."""
    return (
        len(word.text) == 1
        or (word.text.isupper() and len(word.text) <= 4)
        or bool(re.fullmatch("[IVX]{2,5}", word.text))
    )


def _is_ordinary(word: Word, lang: str, *, alone: bool) -> bool:
    """Whether a capital that opens a sentence needs no other reason."""
    if word.folded in OPENERS:
        return True
    is_name = word.folded in names() and word.folded not in ambiguous_names()
    if lang == "en":
        return is_english(word.text) and not is_name
    return not is_name if alone else word.folded not in names()


def _is_titled(word: Word, words: list[Word]) -> bool:
    place = words.index(word)
    return place > 0 and words[place - 1].folded in TITLES


def _is_subject(word: Word, words: list[Word]) -> bool:
    """Whether it tells the story ("when Sok came home"): before a verb, behind a conjunction or a comma."""
    place = words.index(word)
    after = words[place + 1].folded if place + 1 < len(words) else ""
    before = words[place - 1].folded if place else ""
    return (after in VERBS or after.endswith("ed")) and before in CONJUNCTIONS


CONJUNCTIONS = frozenset(
    "when because after before and but that as while until if so then since once what where "
    "how later ago day night morning evening year years month months end first"
    " ketika karena setelah sebelum dan tetapi bahwa saat sampai jika nang dahil bago at pero "
    "si habang kung khi vì sau trước và nhưng".split()
)


def _alone(word: Word, words: list[Word], passage: Passage, lang: str) -> str:
    """A single name that opens a sentence: of somebody else if that one sells, beats or pays."""
    place = words.index(word)
    after = words[place + 1].folded if place + 1 < len(words) else ""
    return "name" if after in WRONGDOING else "lone_name"


WRONGDOING = frozenset(
    "recruited sold beat hit threatened hired owns owned raped locked trafficked bought "
    "recruits sells pays paid runs ran employs employed smuggled"
    " menjual menipu memukul memaksa".split()
)


def unspaced_names(passage: Passage) -> Iterator[Found]:
    """Names in Thai, Lao, Khmer and Burmese: behind cue words, and known given names."""
    for script in passage.scripts & set(native.NARROW):
        lone = []
        for kind, compiled in native_names.name_patterns(script):
            for match in compiled.finditer(passage.text):
                span = match.span(group_of(match))
                text = passage.text[slice(*span)].replace(" ", "")
                if text in native_phrases() or fold(text) in passage.pseudonyms:
                    continue
                if kind == "name":
                    yield Found(*span, "name")
                else:
                    lone.append(Found(*span, "name"))
        if passage.is_story or len({passage.text[found.start : found.end] for found in lone}) > 1:
            yield from lone
        else:
            yield from (found for found in lone if not _opens(passage.text, found.start))


def _opens(text: str, start: int) -> bool:
    """Whether a native-script sentence begins there: at the start, behind its stop, or behind "when" or "then"."""
    return bool(
        re.search(
            r"(?:^|[\n.!?။៕។…:“\"]|เมื่อ|แต่|แล้ว|ตอนที่|วันที่|หลังจาก|เพราะ|ว่า|ពេល|នៅពេល|ແຕ່|ເມື່ອ|\s)\s*$",
            text[max(0, start - 10) : start],
        )
    )
