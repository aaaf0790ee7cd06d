"""Where a letter would find somebody: house, room, street, coordinate."""

from collections.abc import Iterator

from privacy.evidence.words.found import UPPER, Found, Passage, matches, pattern

CAP = rf"(?:[{UPPER}][\w'’.-]{{1,30}})"
ROAD = (
    "Street|Str\\.|St\\.?|Road|Rd\\.?|Avenue|Ave\\.?|Lane|Ln\\.?|Alley|Drive|Boulevard|"
    "Blvd\\.?|Highway|Hwy\\.?|Way|Close|Square|Crescent|Terrace|"
    "Court|Row|Quay|Embankment|Soi|Extension|Ext\\.?"
)

ADDRESSES = (
    # Names of roads: capitals decide.
    pattern(
        rf"\b(?:\d{{1,5}}[A-Za-z]?(?:[/-]\d{{1,4}})?,?\ )?(?!(?:The|A|An|This|That|My|Her|His|Our|"
        rf"Their|One|No|On|In|By|To|From|Every|Another|Each|Back|Long|Hard|Dusty|Open|Only|Which|"
        rf"Any|Some|What|Home|Half)\ )(?:{CAP}\ |\d{{1,3}}(?:st|nd|rd|"
        rf"th)\ ){{1,4}}(?:{ROAD})(?![\w])(?:\ \d{{1,4}})?",
        0,
    ),
    pattern(
        rf"\b\d{{1,5}}[A-Za-z]?(?:[/-]\d{{1,4}})?,?\ (?:(?i:street|st\.?|str\.?|road|rd\.?|lane|"
        rf"alley)\ \d{{1,4}}|(?:{CAP}\ ){{1,3}}(?i:street|road|lane|alley)\b)",
        0,
    ),
    pattern(
        r"\b(?i:street|road|avenue|lane|highway|alley|route)\ (?i:no\.?\ |"
        r"number\ )?\d{1,4}\b(?!\ (?i:km|kilom|miles|people|years|months|days))",
        0,
    ),
    pattern(
        rf"\b(?:Jalan|Jl\.?|Jln\.?|Gang|Gg\.?|Lorong|Lrg\.?|Lebuh|Persiaran|Taman|Komplek|Kompleks|"
        rf"Perumahan|Perum|Dusun|Lingkungan|Kalye|Calle|Purok|Sitio|Brgy\.?|Barangay|Barrio|"
        rf"Poblacion|Subdivision|Subd\.?|Soi|Thanon|Trok)\ (?:No\.?\ )?(?:{CAP}|"
        rf"\d)(?:[\w /.-]{{0,20}}\d)?",
        0,
    ),
    pattern(rf"\b(?i:jalan|gang|lorong|kalye|soi)\ {CAP}(?:\ (?:{CAP}|\d{{1,4}}))*", 0),
    pattern(r"\b(?:jalan|jl|gang|lorong|kalye|soi|moo|mu|ซ|ซอย)\.?\ (?:no\.?\ ?)?\d{1,4}(?:/\d{1,4})?\b"),
    pattern(r"\bRT\.?\s?\d{1,3}(?:\s?[/,]?\s?RW\.?\s?\d{1,3})?\b|\bRW\.?\s?\d{1,3}\b", 0),
    pattern(
        rf"\b(?i:đường|phố|ngõ|ngách|hẻm|kiệt|đại\ lộ|quốc\ lộ|tỉnh\ lộ)\ (?:số\ )?(?:{CAP}|"
        rf"\d{{1,4}})(?:\ {CAP}){{0,3}}",
        0,
    ),
    pattern(
        r"\b(?:nhà\ )?số\ (?:nhà\ )?\d{1,5}[a-z]?(?:/\d{1,4}){0,3},?\ (?:đường|phố|ngõ|hẻm|tổ|ấp|khu|thôn)"
    ),
    pattern(r"\bsố\ nhà\ \d{1,5}|\b(?:tổ|khu\ phố|khóm|tổ\ dân\ phố)\ \d{1,3}\b"),
    # Houses, floors, rooms.
    pattern(
        r"\b(?:house|home|building|block|blok|apartment|apt\.?|flat|unit|suite|room|rm\.?|"
        r"dormitory|dorm|villa|plot|lot|stall|shop|gate|pier|dock|berth|warehouse|bed|cell|kamar|"
        r"rumah|kuwarto|phòng|căn\ hộ|blk\.?)\ (?:no\.?\ ?|number\ |nomor\ |\#\ ?|"
        r"số\ )?(?P<x>(?:[a-z][- ]?)?\d{1,5}[a-z]?(?:[/-]\d{1,4})?)\b(?!\s?(?:people|men|women|"
        r"persons|of\ us|times|days|years|months|baht|dollars))"
    ),
    pattern(
        rf"\b(?:\d{{1,3}}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
        rf"tenth|top)\ floor\ of\ (?:the\ )?(?-i:{CAP})|\b(?:floor|lantai|tầng|lầu)\ \d{{1,3}}\b|"
        rf"\b\d{{1,3}}(?:st|nd|rd|th)\ floor\b"
    ),
    pattern(
        r"\b(?:house|home|alamat|address|tinitirhan)\ (?:no\.?|number|nomor)\ \S{1,12}|\bP\.?\ ?O\.?\ ?Box\ \d+"
    ),
    pattern(
        rf"\b(?:lives?|lived|living|stays?|stayed|staying|address(?:\ is)?|resides?|tinggal|"
        rf"nakatira|ở|sống)\ (?:at|in|di|sa|tại)?\ ?(?:number\ |no\.?\ |"
        rf"số\ )?\d{{1,5}}[a-z]?(?:/\d{{1,4}})?,?\ (?-i:{CAP})(?!\ (?-i:Street|Road))"
    ),
    pattern(
        r"\bno\.?\s?\d{1,4}[a-z]?(?:/\d{1,4})?,?\ (?:moo|mu|soi|jalan|street|road|kalye|rt)\b|"
        r"\bmoo\ ?(?:\d{1,3}|ban)\b"
    ),
    pattern(
        rf"\b(?:{CAP},?\ ){{1,3}}\d{{5,6}}(?!\d|[.,]\d|\ ?(?i:baht|dollars|riel|kip|people))", 0
    ),  # a place with its postcode
)
NATIVE_ADDRESSES = (
    pattern(
        r"บ้านเลขที่\s?\S{0,8}|(?<![ก-๙])เลขที่\s?\d{1,5}(?:/\d{1,4})?(?!\d)|"
        r"\d{1,4}(?:/\d{1,4})?\s?ถนน\S{2,}|จ\.\s?[ก-๙]{2,16}\s?\d{5}|หมู่(?:ที่|บ้าน)?\s?\d{1,3}|"
        r"(?<![ก-๙])ม\.\s?\d{1,2}\b|\b\d{1,5}/\d{1,4}\s(?=[ก-๙])"
    ),
    pattern(
        r"ซอย\s?(?!เล็ก|แคบ|เปลี่ยว|มืด|นั้น|นี้|ตัน|หนึ่ง|ที่|ข้าง|หลัง|เดียว|และ|"
        r"$)[ก-๙\d][ก-๙]{0,20}(?:\s?\d{1,3}(?:/\d{1,3})?)?|(?<![ก-๙])ซ\.\s?[ก-๙\d]\S{0,20}|"
        r"(?<![ก-๙])ถ\.\s?[ก-๙]\S{0,20}"
    ),
    pattern(r"(?:ห้อง|ตึก|อาคาร|ชั้น|แฟลต|คอนโด)(?:เลขที่|หมายเลข|พัก|ที่)?\s?\d{1,5}(?:/\d{1,4})?"),
    pattern(
        r"(?<![ก-๙ข้างริมบนตามกลาง])(?:ที่|บน|ริม)?ถนน\s?(?:สุขุมวิท|พระราม\s?\d?|เพชร\S{1,12}|"
        r"ราช\S{1,12}|สาย\s?\d{1,4}|หมายเลข\s?\d{1,4}|วิภาวดี\S{0,8}|เจริญ\S{1,10}|มิตรภาพ|"
        r"พหลโยธิน|สีลม|ข้าวสาร|เยาวราช|เทพ\S{2,12}|ประชา\S{2,12}|นิมมาน\S{0,10})"
    ),
    pattern(
        r"(?:ເຮືອນ|ບ້ານ|ຕຶກ)ເລກທີ\s?\S{0,8}|(?:ຫ້ອງ|ຕຶກ|ຊັ້ນ|ໜ່ວຍ|ຮ່ອມ)\s?(?:ເລກທີ|ທີ)?\s?\d{1,5}|"
        r"(?:ຖະໜົນ|ຖະຫນົນ|ຮ່ອມ)\s?(?!ໃຫຍ່|ນ້ອຍ|ດິນ|ຫົນ|ທາງ|ນັ້ນ|ນີ້|ຫຼວງ(?!ພ)|ໜຶ່ງ|"
        r"ທີ່)[ກ-ໝ]\S{2,20}"
    ),
    pattern(
        r"ផ្ទះ(?:ជួល)?លេខ\s?\S{0,6}|ផ្លូវ(?:លេខ|ជាតិ)?\s?(?:លេខ)?\s?\d{1,4}|បន្ទប់(?:លេខ|"
        r"ទី)?\s?\d{1,4}|ជាន់ទី\s?\d{1,2}|(?:អគារ|បុរី)(?:លេខ)?\s?\d{1,4}|ផ្លូវ\s?(?:ព្រះ\S{2,14}|"
        r"មុនីវង្ស|នរោត្តម)|ក្រុមទី\s?\d{1,3}"
    ),
    pattern(
        r"အမှတ်\s?[(（]?\d{1,4}[)）]?\s?[၊,]|အိမ်(?:အမှတ်|နံပါတ်)\s?\S{1,6}|(?:အခန်း|တိုက်|အထပ်|"
        r"အဆောင်)(?:အမှတ်|နံပါတ်)?\s?[(]?\d{1,4}|\d{1,3}\s?(?:လမ်း|ရပ်ကွက်)|"
        r"[\u1000-\u109f]{3,24}လမ်း\s?[၊,]|[\u1000-\u109f]{3,24}ရပ်ကွက်|\(\d{1,3}\)\s?ရပ်ကွက်"
    ),
)

DEGREES = r"-?\d{1,3}\.\d{3,12}"
COORDINATES = (
    pattern(rf"(?<![\d.]){DEGREES}\s?°?\s?[NSns]?\s?[,;/ ]\s?{DEGREES}\s?°?\s?[EWew]?(?!\d)"),
    pattern(
        r"(?<![\d.])\d{1,3}(?:\.\d{1,10})?\s?[°º]\s?(?:\d{1,2}(?:\.\d{1,6})"
        r"?\s?['′’]\s?(?:\d{1,2}(?:\.\d{1,6})?\s?[\"″”]?\s?)?)?[NSEWO](?![a-z])"
        r"(?:\s?[,;/]?\s?\d{1,3}(?:\.\d{1,10})?\s?[°º][\d.\s'′’\"″”]{0,14}[NSEWO]?)?"
    ),
    pattern(r"(?<![\d.])\d{1,3}\s?[°º]\s?\d{1,2}(?:\.\d{1,6})?\s?['′’]"),
    pattern(
        r"(?:\b(?:lat(?:itude)?|lon(?:gitude)?|lng|gps|coordinates?|koordinat|lintang|bujur|vĩ\ độ|"
        r"kinh\ độ|tọa\ độ|latitud)\b|พิกัด|ละติจูด|ลองจิจูด|ພິກັດ|និយាមកា|ကိုဩဒိနိတ်|"
        r"တည်နေရာ)[^.\n\d]{0,20}(?P<x>-?\d{1,3}(?:[.,°]\s?\d{1,12})?(?:[ "
        r",;]{1,3}-?\d{1,3}[.,°]\d{1,12})?)"
    ),
    pattern(r"(?<![A-Z0-9])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?![A-Z0-9])", 0),
    pattern(r"/{3}\s?[^\W\d_]{2,24}\.[^\W\d_]{2,24}\.[^\W\d_]{2,24}"),
    pattern(r"(?:what3words|w3w)[^.\n]{0,30}?(?P<x>[a-z]{2,24}\.[a-z]{2,24}\.[a-z]{2,24})"),
    pattern(r"(?<![\w./@-])[a-z]{3,20}\.[a-z]{3,20}\.[a-z]{3,20}(?![\w./@-])", 0),
    pattern(r"\b\d{1,2}[C-HJ-NP-X]\s?(?:[A-Z]{2}\s?)?\d{4,7}\s\d{4,7}\b", 0),
    pattern(
        r"(?<![\d.])\d{1,3}\.\d{2,10}\s?(?:°\s?)?(?:degrees\s)?(?:[NS]|north|"
        r"south)\b.{0,8}?\d{1,3}\.\d{2,10}\s?(?:°\s?)?(?:degrees\s)?(?:[EW]|east|west)\b"
    ),
)


def addresses(passage: Passage) -> Iterator[Found]:
    for compiled in ADDRESSES:
        yield from matches("address", compiled, passage.text)
    if passage.scripts - {"latin"}:
        for compiled in NATIVE_ADDRESSES:
            yield from matches("address", compiled, passage.text)


def coordinates(passage: Passage) -> Iterator[Found]:
    for compiled in COORDINATES:
        yield from matches("coordinates", compiled, passage.text)
