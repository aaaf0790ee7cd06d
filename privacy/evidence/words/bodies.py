"""Employers, ships, shelters, schools, hospitals, temples and stations with a name of their own."""

from collections.abc import Iterator

from privacy.evidence.words.allowed import covered, folded
from privacy.evidence.words.found import UPPER, Found, Passage, group_of, matches, pattern

CAP = rf"(?:[{UPPER}][\w'’.&-]{{0,30}})"
RUN = rf"(?:{CAP}(?:[ ](?:{CAP}|of|and|&|the|de|del|\d{{1,4}})){{0,5}})"

SHELTER = (
    "shelter|safe house|safehouse|orphanage|refuge|transit cent(?:er|re)|drop-in cent(?:er|"
    "re)|rehabilitation cent(?:er|re)|welfare cent(?:er|re)|"
    "protection cent(?:er|re)|children'?s home|women'?s home|detention cent(?:er|re)|halfway house|convent"
)
PLACE_OF_WORK = (
    "factory|factories|restaurant|bar|karaoke|ktv|hotel|guest ?house|massage|spa|salon|agency|"
    "agencies|recruitment|manpower|fisheries|fishery|seafoods?|"
    "garments?|textiles?|plantation|farm|mill|kiln|caf[eé]|casino|club|resort|shipping|marine|"
    "foods?|trading|enterprises?|bakery|shop|store|mart|"
    "supermarket|brothel|canteen|noodle shop|company|corporation|group|holdings|construction|"
    "industries|industry|compound|quarry|shipyard|laundry|"
    "warehouse|workshop|bank|estate|gang|syndicate|brick(?:yard| kiln| works)|ice plant|"
    "cannery|sawmill|rubber works|services?|travel|tours"
)
SERVICE = (
    "hospital|clinic|school|university|college|academy|institute|church|temple|pagoda|mosque|"
    "monastery|wat|cathedral|chapel|shrine|prison|jail|"
    "police (?:station|post|department|box)|court(?:house)?|foundation|orphanage|centre|"
    "center|kindergarten|nursery|library|station|seminary"
)
FIRM = (
    r"(?:Co\.|Company|Ltd\.?|Limited|Inc\.?|Corp\.?|LLC|PLC|Sdn\.?\ Bhd\.?|Pte\.?|Tbk|GmbH|S\.A\.|Enterprise)"
)

NAMED_BODIES = (
    ("employer", pattern(rf"\b{RUN},?\ (?:\(\w+\)\ )?{FIRM}(?:,?\ ?{FIRM})*", 0)),
    ("employer", pattern(rf"(?P<x>\b{RUN})\ (?i:{PLACE_OF_WORK})\b", 0)),
    ("shelter", pattern(rf"(?P<x>\b{RUN})['’]?s?\ (?i:{SHELTER}|{SERVICE})\b", 0)),
    (
        "shelter",
        pattern(
            rf"\b(?:the|at|to|in|from|into)\ (?P<x>(?:{CAP}\ ){{1,3}}(?:Home|House|Haven|Ark|Nest))\b", 0
        ),
    ),
    (
        "employer",
        pattern(
            rf"\b(?i:{PLACE_OF_WORK})\ (?:is\ |was\ )?(?:called|named|"
            rf"known\ as)\ (?:the\ )?(?P<x>[“\"'‘]?{RUN})",
            0,
        ),
    ),
    (
        "shelter",
        pattern(
            rf"\b(?i:{SHELTER}|{SERVICE})\ (?:is\ |was\ )?(?:called|named|known\ as|"
            rf"of)\ (?:the\ )?(?P<x>[“\"'‘]?{RUN})",
            0,
        ),
    ),
    (
        "ship",
        pattern(
            rf"\b(?i:boats?|ships?|vessels?|trawlers?|ferry|seiner|carrier|longliner|tanker|freighter|"
            rf"tug)\ (?:is\ |was\ )?(?:called\ |named\ |"
            rf"known\ as\ )?(?:the\ )?(?P<x>[“\"'‘]?{RUN}[”\"'’]?)",
            0,
        ),
    ),
    ("ship", pattern(rf"\b(?:MV|M/V|FV|F/V|KM|KMN|KLM|TB|MT|SS|KIA|PAF|FB|F/B|M/B|MB)\.?\ (?P<x>{RUN})", 0)),
    (
        "ship",
        pattern(
            rf"\bthe\ (?P<x>{CAP}(?:\ {CAP}){{0,3}}\ (?:\d{{1,4}}|[IVX]{{2,5}}))\b(?!\ ?(?:per|people|%|"
            rf"km))",
            0,
        ),
    ),
    ("ship", pattern(rf"\b(?:aboard|on\ board|boarded)\ (?:of\ )?(?:the\ )?(?P<x>{RUN})", 0)),
    # Indonesian, Malay
    (
        "employer",
        pattern(
            rf"\b(?:PT|CV|UD|PD|Koperasi|Toko|Warung|Rumah\ Makan|Depot|Restoran|Pabrik|Perusahaan|Agen|"
            rf"Yayasan\ Kerja|Perkebunan|Hotel|Kafe|Salon)\.?\ (?P<x>{RUN})",
            0,
        ),
    ),
    (
        "employer",
        pattern(
            rf"\b(?:pabrik|perusahaan|agen|toko|warung|restoran|hotel|kafe|perkebunan|salon|bar|"
            rf"tambang)\ (?:\w+\ )?(?:bernama\ )?(?P<x>{RUN})",
            0,
        ),
    ),
    ("ship", pattern(rf"\b(?i:kapal|perahu)\ (?:ikan\ |itu\ )?(?:bernama\ )?(?P<x>{RUN})", 0)),
    (
        "shelter",
        pattern(
            rf"\b(?i:rumah\ aman|rumah\ perlindungan|panti(?:\ asuhan)?|yayasan|rumah\ sakit|puskesmas|"
            rf"sekolah|sekolah\ dasar|masjid|gereja|pesantren|kantor|polsek|polres|polda|pengadilan|"
            rf"vihara|pura|balai)\ (?:\w+\ )?(?P<x>{RUN})|\b(?:SD|SDN|SMP|SMPN|SMA|SMAN|SMK|MI|MTs|MA|"
            rf"RS|RSUD|RSU|Ponpes)\.?\ (?P<y>(?:Negeri\ )?(?:\d{{1,3}}\ )?{RUN}|\d{{1,3}})",
            0,
        ),
    ),
    # Filipino
    (
        "employer",
        pattern(
            rf"\b(?i:kompanya(?:ng)?|pabrika(?:ng)?|restawran(?:g)?|tindahan(?:g)?|bar|klub|"
            rf"ahensya(?:ng)?|kainan(?:g)?|hacienda|asyenda)\ (?:ng\ |na\ )?(?P<x>{RUN})",
            0,
        ),
    ),
    ("ship", pattern(rf"\b(?i:bangka(?:ng)?|barko(?:ng)?|lantsa(?:ng)?)\ (?:na\ |ng\ )?(?P<x>{RUN})", 0)),
    (
        "shelter",
        pattern(
            rf"\b(?:(?i:mababang\ paaralan|mataas\ na\ paaralan|paaralan|eskwelahan|ospital|simbahan|"
            rf"kapilya|presinto|kumbento|kanlungan)(?:g)?\ (?:ng\ |sa\ )?|Bahay[ -]|"
            rf"Tahanan\ )(?P<x>{RUN})",
            0,
        ),
    ),
    # Vietnamese: the kind of body in small letters, its name in capitals
    (
        "employer",
        pattern(
            rf"\b(?i:công\ ty|hãng|xưởng|nhà\ máy|xí\ nghiệp|doanh\ nghiệp|nhà\ hàng|quán|khách\ sạn|"
            rf"tiệm|karaoke|cơ\ sở|trang\ trại|nông\ trường|vũ\ trường|"
            rf"spa)\ (?:[^\W\d_]{{1,8}}\ ){{0,3}}?(?P<x>(?:TNHH\ )?{RUN})",
            0,
        ),
    ),
    (
        "ship",
        pattern(
            rf"\b(?i:tàu|thuyền|ghe)\ (?:cá\ |mang\ tên\ |tên\ |số\ hiệu\ )?(?P<x>{CAP}[\w -]{{0,20}}\d|"
            rf"(?!Trung|Thái|Việt|Đài|Mã|Nhật|Hàn){CAP}\ {CAP}|[A-Z]{{2}}\s?-?\d{{3,6}})",
            0,
        ),
    ),
    (
        "shelter",
        pattern(
            rf"\b(?i:nhà\ tạm\ lánh|mái\ ấm|nhà\ mở|trung\ tâm|làng\ trẻ(?:\ em)?|trường|bệnh\ viện|"
            rf"trạm\ xá|phòng\ khám|chùa|nhà\ thờ|đồn|đồn\ biên\ phòng|công\ an|tòa\ án|trại(?:\ giam)?|"
            rf"ngôi\ nhà)\ (?:[^\W\d_]{{1,8}}\ ){{0,3}}?(?P<x>{RUN})",
            0,
        ),
    ),
)


def bodies(passage: Passage) -> Iterator[Found]:
    """Named ones only: "the Thai embassy" and "a factory" say nothing."""
    for kind, compiled in NAMED_BODIES:
        for match in compiled.finditer(passage.text):
            start, end = match.span(group_of(match))
            has_capital = kind == "shelter" and passage.text[end : match.end()].strip()[:1].isupper()
            if end > start and _is_a_name(passage.text, start, end, passage, listed=has_capital):
                yield Found(start, match.end(), kind)


GENERIC = frozenset(
    "a an the this that these those my his her their our its at in on of and for to from with "
    "by one two three some every each no when then later after before"
    " now but so as if there here it he she they we i home bus police fish fishing first "
    "second third new old big small next last every another many most local"
    " government private public district provincial national international central royal "
    "island mobile night day school primary secondary high technical"
    " vocational karaoke massage working back if all both only such even still once again "
    "human young women children safe catholic christian buddhist muslim"
    " sa ng ang mga si di ke dari yang itu ini pada dan untuk adalah bahwa ia dia mereka đó này một và của"
    " special training health medical language community christian job company labour labor "
    "free safe legal trade trust group state city town village"
    " co coast red cross human rights not what where who why how while during until since".split()
)


def _is_a_name(text: str, start: int, end: int, passage: Passage, *, listed: bool = False) -> bool:
    """Whether more is said than what kind of thing it is. `listed`: a place will do ("Saint Lucia Hospital")."""
    words = list(folded(text[start:end]))
    if not words:
        return True
    named = [word for word, is_allowed in zip(words, covered(words), strict=True) if listed or not is_allowed]
    return any(word not in GENERIC and word not in passage.pseudonyms for word in named)


def native_bodies(passage: Passage) -> Iterator[Found]:
    from privacy.evidence.words import native

    for script in passage.scripts & set(native.BODIES):
        for kind, compiled in native.BODIES[script]:
            yield from matches(kind, compiled, passage.text)
