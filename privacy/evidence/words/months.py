"""Names of months and festivals in our languages."""

MONTHS: dict[str, str] = {
    "en": "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan\\.?|Feb\\.?|Mar\\.?|Apr\\.?|Jun\\.?|Jul\\.?|Aug\\.?|Sept?\\.?|Oct\\.?|Nov\\.?|Dec\\.?",
    "id": "Januari|Februari|Pebruari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|"
    "Nopember|Desember|Ogos|Disember|Mac|Julai|Jun",
    "fil": "Enero|Pebrero|Marso|Abril|Mayo|Hunyo|Hulyo|Agosto|Setyembre|Septyembre|Oktubre|Nobyembre|Disyembre",
    "th": "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม|"
    "มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา|"
    r"ม\.ค\.|ก\.พ\.|มี\.ค\.|เม\.ย\.|พ\.ค\.|มิ\.ย\.|ก\.ค\.|ส\.ค\.|ก\.ย\.|ต\.ค\.|พ\.ย\.|ธ\.ค\.",
    "lo": "ມັງກອນ|ກຸມພາ|ມີນາ|ເມສາ|ພຶດສະພາ|ມິຖຸນາ|ກໍລະກົດ|ສິງຫາ|ກັນຍາ|ຕຸລາ|ພະຈິກ|ທັນວາ",
    "km": "មករា|កុម្ភៈ|កុម្ភះ|មីនា|មេសា|ឧសភា|មិថុនា|កក្កដា|សីហា|កញ្ញា|តុលា|វិច្ឆិកា|ធ្នូ",
    "my": "ဇန်နဝါရီ|ဖေဖော်ဝါရီ|မတ်|ဧပြီ|မေ|ဇွန်|ဇူလိုင်|ဩဂုတ်|သြဂုတ်|စက်တင်ဘာ|အောက်တိုဘာ|နိုဝင်ဘာ|ဒီဇင်ဘာ|"
    "တန်ခူး|ကဆုန်|နယုန်|ဝါဆို|ဝါခေါင်|တော်သလင်း|သီတင်းကျွတ်|တန်ဆောင်မုန်း|နတ်တော်|ပြာသို|တပို့တွဲ|တပေါင်း",
}
FESTIVALS = (
    "Songkran|Loy Krathong|Pchum Ben|Khmer New Year|Water Festival|Bon Om Touk|T[eế]t|"
    "Lunar New Year|Chinese New Year|New Year|Lebaran|"
    "Idul Fitri|Idul Adha|Eid(?: al-\\w+)?|Ramadan|Christmas|Pasko|Natal|Easter|Holy Week|"
    "Semana Santa|Undas|Thingyan|Vesak|Waisak|Nyepi|Pi Mai|"
    "Diwali|Thadingyut|Giáng [Ss]inh|Trung [Tt]hu|สงกรานต์|ลอยกระทง|ปีใหม่|ตรุษจีน|ปใหม่|"
    "ປີໃໝ່|ບຸນປີໃໝ່|ຈូលឆ្នាំ|ចូលឆ្នាំ(?:ខ្មែរ|ចិន)?|ភ្ជុំបិណ្ឌ|បុណ្យអុំទូក|"
    "သင်္ကြန်|သီတင်းကျွတ်ပွဲ"
)
