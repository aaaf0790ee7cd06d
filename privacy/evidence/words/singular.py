"""What singles somebody out without a name: the only one, the first one, the one in the newspaper."""

from collections.abc import Iterator

from privacy.evidence.words.found import Found, Passage, matches, pattern

SOMEBODY = (
    "woman|women|man|men|girl|boy|child|person|survivor|victim|witness|captain|cook|teacher|"
    "doctor|nurse|driver|fisherman|sailor|student|monk|nun|"
    "migrant|worker|villager|mother|father|widow|orphan|foreigner|engineer|officer|"
    "policewoman|lawyer|singer|dancer|farmer|mechanic|tailor|baker|midwife|"
    "skipper|welder|graduate|female|male|albino|twins?|resident|refugee|crew member|diver|"
    "weaver|shopkeeper|hairdresser|interpreter|mayor|chief|athlete|\\w+ese|"
    "Rohingya|Khmer|Muslim|Christian|Buddhist|Catholic|Hindu|Lao|Thai|Filipin[ao]|Indonesian|"
    "Cambodian|Burmese|(?-i:[A-Z]\\w+(?:i|an))"
)
UNIQUE = (
    pattern(
        rf"""\b(?:the|its|their|our)\ (?:very\ )?(?:first|only|last|youngest|oldest|eldest|tallest|
        shortest|best[- ]known|most\ famous|sole|single)\ (?:[\w-]+\ ){{0,3}}?(?:{SOMEBODY})\b(?!\ (?:in|
        on|at|of|aboard)\ (?:the|her|his|their|our|that)\ (?:room|hall|boat|deck|truck|van|house|ship|
        group|crew|bus|car|family|line|queue|table|bed))
        (?:\ [\w'’-]+){{0,5}}?\ (?:in|on|from|of|at|within|to|who|that|ever)\b(?!\ (?:the\ )?(?:room|hall|
        boat|deck|truck|van|house|ship|group|crew|bus|car|family|line|queue|table|bed))"""
    ),
    pattern(
        r"\b(?:nobody|no\ one|no\ other\ (?:woman|man|girl|boy|person|family))\ else\ (?:in|on|"
        r"from)\ (?:the|her|his|that)\ (?:village|island|district|town|province|region)"
    ),
    pattern(
        r"\b(?:she|he|i)\ (?:is|was|became|remains|am)\ the\ (?:first|only)\ (?:one\ )?(?:in|on|"
        r"from)\ (?:the|her|his|my)?\ ?(?!family|class|house|room)\w+\ (?:to|who|with)\b"
    ),
    pattern(
        r"\b(?:won|wins|received|awarded|crowned)\b[^.!?\n]{0,40}\b(?:award|prize|medal|pageant|"
        r"title|championship)\b|\bMiss\ (?-i:[A-Z]\w+)\ \d{4}|\b(?:beauty\ queen|"
        r"pageant\ winner)\b"
    ),
    pattern(
        r"\bsatu-satunya\ (?:\w+\ ){0,2}?(?:perempuan|wanita|orang|lelaki|laki-laki|pria|anak|guru|"
        r"penyintas|korban|nakhoda|dokter|bidan)|\b(?:perempuan|wanita|orang|gadis|anak|korban|"
        r"warga)\ pertama\ (?:di|yang|dari|asal)"
    ),
    pattern(
        r"\b(?:tanging|kaisa-isang|nag-iisang|unang)\ (?:\w+\ ){0,2}?(?:babae|babaeng|lalaki|"
        r"lalaking|tao|taong|guro|gurong|biktima|kapitan|kapitana|doktor|nars)\b|"
        r"\bsiya\ lang\ ang\ (?:\w+\ ){0,3}(?:sa|ng|na)\b|\bsiya\ ang\ (?:unang|tanging|nag-iisang|"
        r"kaisa-isang)\b"
    ),
    pattern(
        r"\b(?:người|phụ\ nữ|đàn\ ông|cô\ gái|chàng\ trai|giáo\ viên|nạn\ nhân|em\ bé|đứa\ trẻ|"
        r"thuyền\ trưởng|bác\ sĩ|gia\ đình)\ (?:[^\W\d_]+\ ){0,3}?(?:duy\ nhất|đầu\ tiên)\ (?:ở|"
        r"tại|trên|của|trong|lái|làm|dám|từ|đứng|ra|được|là|biết|có)"
    ),
)
NATIVE_UNIQUE = (
    pattern(
        r"คนแรก(?:ใน|ของ)\S{0,4}(?:หมู่บ้าน|ตำบล|อำเภอ|เกาะ|จังหวัด|ประเทศ)|ຄົນທຳອິດ(?:ໃນ|"
        r"ຂອງ)\S{0,4}(?:ບ້ານ|ເມືອງ|ແຂວງ|ປະເທດ)"
    ),
    pattern(
        r"(?:ผู้หญิง|ผู้ชาย|ผู้|คน|เด็ก|หญิง|ชาย|ครู|สาว|หนุ่ม|กัปตัน|"
        r"ครอบครัว)\S{0,20}?(?:คนเดียว(?:ใน|ที่|ของ|จาก)|เพียงคนเดียว(?:ใน|ที่|ของ)|คนแรก(?:ใน|"
        r"ที่|ของ|จาก)|เดียวใน(?:หมู่บ้าน|ตำบล|อำเภอ|เกาะ|จังหวัด))"
    ),
    pattern(
        r"(?:ແມ່ຍິງ|ຜູ້ຍິງ|ຜູ້ຊາຍ|ຄົນ|ຜູ້)\S{0,16}?(?:ຄົນດຽວ(?:ທີ່|ຂອງ|ໃນ|ຢູ່)|ຄົນທຳອິດ(?:ທີ່|ຂອງ|"
        r"ໃນ|ຢູ່)|ຜູ້ທຳອິດ|ດຽວໃນ)"
    ),
    pattern(
        r"(?:ស្ត្រី|ស្រី|បុរស|មនុស្ស|អ្នក|គ្រូ|ប្រុស)\S{0,16}?(?:តែម្នាក់គត់|តែមួយគត់|"
        r"ម្នាក់គត់|ដំបូងគេ|ដំបូងបង្អស់|ទីមួយ(?:ដែល|នៅ|ក្នុង))"
    ),
    pattern(r"(?:တစ်ဦးတည်းသော|တစ်ယောက်တည်းသော)\s?\S{2,}|ပထမဆုံး(?:သော)?\s?(?:အမျိုးသ|လူ|ကျောင်း|ဆရာ|ကပ္ပ)\S*"),
)
NEWS = (
    pattern(
        r"(?<!read )(?<!saw it )\b(?:in|on|by|made|to|across|"
        r"with)\ (?:the\ )?(?:\w+\ ){0,2}?(?:front\ page|headlines?|tv\ news|evening\ news|"
        r"national\ news|television\ news|news\b(?!\ (?:of|that|from))|newspapers?(?!\ (?:that|"
        r"advert|stand))|tabloids?)\b"
    ),
    pattern(
        r"\b(?:newspapers?|journalists?|reporters?|television|media|tv\ crew|documentary|"
        r"news\ channel|the\ press)\ (?:[\w]+\ ){0,2}?(?:wrote|reported|printed|published|filmed|"
        r"covered|showed|carried|interviewed|named|followed|called\ (?:him|her|it))\b"
    ),
    pattern(
        r"\bwent\ viral\b|\b(?:news\ (?:report|article|story)|press\ (?:conference|photo)|"
        r"televised|documentary\ about|was\ (?:widely\ )?reported|interview(?:ed)?\ (?:by|on|"
        r"with)\ (?:\w+\ )?(?:tv|television|radio|newspaper|journalist|bbc|cnn|reuters|"
        r"al\ jazeera))\b"
    ),
    pattern(
        r"\b(?:verdict|sentenced|convicted|trial|testif(?:y|ied))\b[^.!?\n]{0,60}\b(?:years|court|"
        r"judge|against|tribunal)\b|\b(?:court|tribunal)\b[^.!?\n]{0,50}\b(?:sentenced|convicted|"
        r"ruled\ in|v\.|versus)\b|\b(?-i:[A-Z]\w+)\ (?:v|vs)\.?\ (?-i:[A-Z]\w+)"
    ),
    pattern(
        r"\b(?:diberitakan|masuk\ (?:koran|berita|tv|televisi)|di\ (?:koran|surat\ kabar|televisi|"
        r"berita)|viral|diliput|wartawan|pengadilan\ [^.!?\n]{0,30}(?:memvonis|menjatuhkan)|"
        r"divonis)\b"
    ),
    pattern(
        r"\b(?:nabalita|ibinalita|binalita|laman\ ng\ balita|sa\ balita|sa\ (?:mga\ )?(?:dyaryo|"
        r"diyaryo|pahayagan|telebisyon|tv)|nag-viral|lumabas\ sa\ (?:tv|dyaryo|diyaryo|balita))\b"
    ),
    pattern(
        r"\b(?:lên\ báo|đăng\ báo|trên\ (?:mặt\ )?báo|báo\ chí|lên\ (?:tivi|tv|truyền\ hình)|"
        r"trên\ truyền\ hình|phóng\ sự|báo\ [^\W\d_]+(?:\ [^\W\d_]+)?\ (?:đưa\ tin|viết|đăng)|"
        r"(?:tòa|toà)(?:\ án)?[^.!?\n]{0,40}(?:tuyên|xét\ xử|kết\ án))\b"
    ),
)
NATIVE_NEWS = pattern(
    r"""(?:เป็น|ออก|ลง|ใน|ตาม|หน้า|ขึ้น)ข่าว|หน้าหนึ่ง|หนังสือพิมพ์\S{0,8}|ออกทีวี|ออกโทรทัศน์|นักข่าว(?:ถ่าย|เขียน|สัมภาษณ์)|ศาล\S{0,16}(?:พิพากษา|ตัดสินจำคุก)
    |(?:ອອກ|ໃນ|ລົງ|ເປັນ)ຂ່າວ|ໜັງສືພິມ|ອອກໂທລະພາບ|(?:ចេញ|ក្នុង|លើ|តាម|ចុះ)(?:សារព័ត៌មាន|កាសែត|ទូរទស្សន៍|
    ព័ត៌មាន)|កាសែត\S{0,8}(?:ចុះ|បានចុះ|សរសេរ)
    |သတင်းစာ(?:ထဲ|တွင်|မှာ|က|ပေါ်)|သတင်းတွင်|သတင်းထဲ|တီဗွီသတင်း|ရုပ်မြင်သံကြား"""
)


def singular(passage: Passage) -> Iterator[Found]:
    text = passage.text
    for compiled in UNIQUE:
        yield from matches("unique_role", compiled, text)
    for compiled in NEWS:
        yield from matches("news_event", compiled, text)
    if passage.scripts - {"latin"}:
        for compiled in NATIVE_UNIQUE:
            yield from matches("unique_role", compiled, text)
        yield from matches("news_event", NATIVE_NEWS, text)
