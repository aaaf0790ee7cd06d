"""Places narrower than those we publish, by what stands beside their names: villages, districts, piers, distances."""

import re
from collections.abc import Iterator

from privacy.evidence.words import native
from privacy.evidence.words.allowed import covered, folded, native_phrases
from privacy.evidence.words.found import UPPER, Found, Passage, group_of, pattern

CAP = rf"(?:[{UPPER}][\w'’.-]{{1,30}})"
RUN = rf"{CAP}(?:\ (?:{CAP}|\d{{1,3}})){{0,3}}"
SMALL = (
    "village|hamlet|district|sub-?district|commune|township|ward|sub-?ward|quarter|"
    "neighbou?rhood|settlement|municipality|parish|sitio|barangay|slum|"
    "camp|refugee camp|pier|port|harbou?r|jetty|dock|wharf|market|night market|island|islet|"
    "islands|beach|bay|bridge|junction|crossroads|checkpoint|"
    "border crossing|crossing|canal|creek|stream|hill|hills|valley|lake|waterfall|cave|mine|"
    "estate|housing estate|plaza|mall|park|farm|terminal|station|town"
)
DWELLING = (
    "village|hamlet|farm|settlement|house|hut|camp|commune|home|cottage|town|rice field|fields?|"
    "plantation|orchard|community|place"
)
NEAR = (
    r"(?:near|close\ to|not\ far\ from|outside|just\ outside|next\ to|beside|by|behind|past|beyond|"
    r"on\ the\ (?:edge|outskirts)\ of|(?:just\ )?(?:north|south|east|west)\ of|above|below)"
)
NARROW = (
    pattern(rf"\b(?i:{SMALL})s?\ (?:is\ |was\ )?(?:of|called|named|known\ as)\ (?:the\ )?(?P<x>{RUN})", 0),
    pattern(rf"(?P<x>\b{RUN})['’]?s?\ (?:{SMALL})\b(?!s?\ (?:of|official|police|chief))", 0),
    pattern(
        rf"\b(?P<x>{CAP}(?:\ {CAP}){{0,2}}\ (?:Village|District|Subdistrict|Sub-district|Commune|"
        rf"Township|Ward|Pier|Harbou?r|Market|Island|Beach|Bridge|Camp|Junction|Hill|Station))\b",
        0,
    ),
    pattern(
        rf"\b(?:Ban|Baan|Bang|Kampong|Kampung|Kompong|Phum|Khum|Sangkat|Srok|Khan|Tambon|Amphoe|"
        rf"Muang|Khwaeng|Khet|Koh|Ko|Pulau|Pulo|Desa|Dusun|Kelurahan|Kecamatan|Kabupaten|Sitio|"
        rf"Barangay|Brgy\.?|Purok|Kg\.?|Bản|Thôn|Xã|Ấp|Wat|Nong)\ (?P<x>{RUN})",
        0,
    ),
    pattern(
        rf"\b(?i:desa|dusun|kampung|kelurahan|kecamatan|kabupaten|pulau|pelabuhan|pasar|pantai|"
        rf"lereng|kaki\ gunung|dukuh|nagari|pekon|barangay|sitio|purok|isla(?:\ ng)?|baryo(?:\ ng)?|"
        rf"baybayin\ ng|bundok\ ng|bayan\ ng|nayon\ ng|palengke\ ng|daungan\ ng|"
        rf"pulo\ ng)\ (?P<x>{RUN})",
        0,
    ),
    pattern(rf"\b[Tt]aga-?\s?(?P<x>{CAP}(?:\ {CAP}){{0,2}})", 0),
    pattern(
        rf"\b(?i:thôn|ấp|xóm|bản|làng|xã|phường|huyện|quận|thị\ trấn|thị\ xã|buôn|sóc|phum|đảo|cảng|"
        rf"bến|chợ|cù\ lao|bãi|cầu|bến\ xe|khu)\ (?P<x>(?:\d{{1,2}}\b(?!\ ?(?:người|ngày|tháng|"
        rf"năm))|{RUN}))",
        0,
    ),
    pattern(
        rf"\b(?i:(?:{DWELLING})s?)\ (?:in\ the\ \w+\ |that\ lies\ |lying\ |just\ |right\ |"
        rf"somewhere\ )?{NEAR}\ (?:the\ (?:town|city|village|port|lake|"
        rf"river)\ of\ )?(?P<x>{CAP}(?:\ {CAP}){{0,3}})",
        0,
    ),
    pattern(
        rf"\b(?i:(?:\d{{1,3}}|[a-z]+(?:-[a-z]+)?)\s?(?:km|kms|kilomet(?:re|er)s?|miles?|metres?|"
        rf"meters?|minutes?)(?:\ (?:walk|drive|ride|away|by\ \w+))?\ (?:from|outside(?:\ of)?|"
        rf"(?:north|south|east|west)(?:-?(?:east|west))?\ of|away\ from|off|up\ ?river\ from|"
        rf"down\ ?river\ from|beyond))\ (?:the\ (?i:town|city|"
        rf"port)\ of\ )?(?P<x>{CAP}(?:\ {CAP}){{0,3}})",
        0,
    ),
    pattern(
        r"\b(?:\d{1,3}(?:[.,]\d)?|(?:five|ten|twelve|fifteen|twenty|thirty|forty|fifty|"
        r"sixty)(?:-\w+)?)\ ?(?:km|kilomet(?:re|er)s?|miles?)\ (?:from|outside|north|south|east|"
        r"west|off)\ (?:of\ )?(?:the\ )?(?P<x>(?:city|town|lake|district\ town|"
        r"provincial\ (?:capital|town)|airport|capital|dam|temple|hospital|bridge|port))\b"
    ),
    pattern(
        rf"\b(?i:\d{{1,3}}\s?(?:km|kilometer|kilo|cây\ số|ki-?lô-?mét|kilometro))\ (?i:dari|cách|từ|"
        rf"mula\ sa|mula|layo\ sa|đến|tới|sa)\ (?P<x>{CAP}(?:\ {CAP}){{0,3}})|"
        rf"(?i:cách)\ (?P<y>{CAP}(?:\ {CAP}){{0,3}})\ \d{{1,3}}\s?(?i:km|cây)",
        0,
    ),
    pattern(
        rf"\b(?i:(?:desa|kampung|dusun|làng|bản|xóm|nayon|baryo)(?:\ \w+)?\ (?:dekat|di\ dekat|gần|"
        rf"cạnh|malapit\ sa|sa\ tabi\ ng|ngoài))\ (?P<x>{CAP}(?:\ {CAP}){{0,3}})",
        0,
    ),
)
# Words with a capital that make no name of a small place: "Thai market", "Every village", "Buddhist camp".
ORDINARY = frozenset(
    "the a an this that every each no one two some her his their our my its another in at on "
    "from to of and but when where near new old big small first second last next most many"
    " any all both after before fishing floating night border local home police bus main "
    "whole neighbouring neighboring nearby poor remote mountain river sea fish rice black "
    "white"
    " if as by for with not what which who il di ke dari yang itu ini sa ng ang mga của các "
    "một này đó cả quê nhà kia tết bán đảo ấy mình"
    " isang maliit kanyang tahimik malayong".split()
)


def narrow_places(passage: Passage) -> Iterator[Found]:
    for number, compiled in enumerate(NARROW):
        for match in compiled.finditer(passage.text):
            start, end = match.span(group_of(match))
            if _is_named(passage, start, end, keeps_listed=number >= KEEPS_LISTED):
                yield Found(min(match.start(), start), max(match.end(), end), "narrow_place")
    for script in passage.scripts & set(native.NARROW):
        for compiled in native.NARROW[script]:
            yield from _native(compiled, passage)


# From here on the patterns speak of a place beside another one: a listed name narrows as well.
KEEPS_LISTED = 7


def _is_named(passage: Passage, start: int, end: int, *, keeps_listed: bool) -> bool:
    text = passage.text[start:end]
    words = list(folded(text))
    if text[:1].isdigit() or (keeps_listed and words and words[0] not in ORDINARY):
        return not (words and covered(words)[0] and keeps_listed and words[0] in WATERS)
    rest = [word for word, is_allowed in zip(words, covered(words), strict=True) if not is_allowed]
    return any(word not in ORDINARY and word not in passage.pseudonyms for word in rest)


WATERS = frozenset("mekong andaman thai cambodian lao burmese vietnamese malaysian indonesian".split())


def _native(compiled: re.Pattern[str], passage: Passage) -> Iterator[Found]:
    for match in compiled.finditer(passage.text):
        if match.group(group_of(match)).replace(" ", "") not in native_phrases():
            yield Found(*match.span(), "narrow_place")
