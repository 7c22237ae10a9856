"""The words that news pages are furnished with: agencies, outlets, sections, countries, small words."""

import re

from index.reading.phrases import any_of, word_set

# Written in capitals or as names; matched with their case, since "pa" and "map" are words too.
_AGENCIES = any_of(r"""
    AFP|Agence France[- ]Presse|AP|Associated Press|The Associated Press|Reuters|REUTERS|Thomson Reuters
    APP|UPI|DPA|dpa|EFE|ANSA|TASS|Xinhua|XINHUA|PTI|ANI|IANS|UNI|Bernama|BERNAMA|Anadolu(?: Agency)?
    Anadolu Ajansı|Kyodo(?: News)?|Yonhap|KUNA|WAM|SPA|MENA|LANA|Interfax|RIA Novosti|Sputnik|CNN
    BBC(?: News)?|NYT|New York Times|Bloomberg|UrduPoint(?: News)?|Petra|APA|Belga|PA(?: Media)?
    Press Association|CP|Canadian Press|AAP|Antara|NNA|MAP|APS|TAP|SANA|IRNA|ISNA|Tasnim|ANP|NTB|Ritzau
    Lusa|Efe|Agerpres|MTI|PAP|CTK|BTA|Ukrinform|FRANCE 24|France 24|Al Jazeera|AL JAZEERA|Al Arabiya
    VOA(?: News)?|DW|RFE/RL|RFI|NPR|CBS(?: News)?|ABC(?: News)?|NBC(?: News)?|Fox News|Sky News|Euronews
    euronews|TRT(?: World)?|RT|CGTN|EPA(?:-EFE)?|Getty(?: Images)?|GETTY(?: IMAGES)?|Shutterstock|Alamy
    iStock|Zuma|news agencies|News Agencies|NEWS AGENCIES|[Aa]gencies|AGENCIES|[Ww]ires?|WIRES
    [Nn]ewswires?|[Ww]ire (?:services?|reports?)|РИА Новости|ТАСС|Интерфакс|Asharq Al-Awsat
""")
AGENCY = re.compile(rf"(?<![\w-]){_AGENCIES}(?![\w-])")
PHOTO_WORD = re.compile(
    r"(?i:\b(?:photos?|photographs?|photographer|images?|pictures?|pics?|file|handout|screengrab|screenshot"
    r"|courtesy|illustration|getty|shutterstock|alamy|istock|epa(?:-efe)?|zuma)\b)|©|/"
)
# The only words in lower case that a credit is written with.
CREDIT_WORDS = word_set("""
    with and by via from for of the a in on at to photo photos photograph image images file picture pictures
    courtesy handout agencies agency news wire wires newswires reports report reporting services service
    additional inputs input staff bureau correspondent correspondents pool screengrab screenshot credit
    contributor archive dpa euronews et avec mit und con y e
""")
OUTLET_WORD = re.compile(
    r"(?i:\b(?:news|times|post|daily|guardian|herald|tribune|gazette|journal|chronicle|express|today|press|agency"
    r"|online|tv|television|radio|observer|mail|telegraph|independent|mirror|examiner|bulletin|monitor|review"
    r"|weekly|globe|dispatch|courier|inquirer|sentinel|standard|star|sun|echo|magazine|media|network|wire|newswire"
    r"|reuters|bbc|cnn|afp|ap|npr|voa|dw|rt|aljazeera|jazeera|arabiya|euronews|bloomberg|politico|axios|gulf"
    r"|insider|report|world service|le monde|el pa[ií]s|spiegel|haaretz|awsat|sabah|ahram|xinhua"
    r"|france ?24)\b)"
    r"|\b\w+\.(?:com|org|net|co|news|tv|info|uk|eu|de|fr|in)\b"
)
DOMAIN = re.compile(
    r"(?:www\.)?(?:[A-Za-z0-9-]{2,40}\.){1,3}(?:com|org|net|news|tv|info|co|uk|eu|de|fr|in|pk|ng|za|au|io|me)$"
)
URL_LINE = re.compile(
    r"(?:(?:short |full |original |article )?(?:url|link|permalink|source)s?\s*:?\s*)?(https?://\S{4,500})$",
    re.IGNORECASE,
)

NAME_PARTICLES = word_set("""
    al el bin ibn ben abu de du des van von der den da di dos la le y e and & with
""")
ROLE_WORDS = word_set("""
    staff writer writers reporter reporters correspondent correspondents editor editors bureau chief senior
    political diplomatic foreign special our agencies and in for of at the with news desk from world
    business security defence defense africa middle east europe contributor columnist analyst
""")
SECTIONS = word_set("""
    home news world globe africa asia europe america americas oceania maghreb sahel gulf middle east north
    south latin central international national local regional politics political business economy economics
    finance markets money opinion opinions editorial analysis commentary comment features feature sport
    sports culture arts art entertainment lifestyle life health science technology tech environment climate
    energy education travel society religion crime law security defence defense conflict war military
    diplomacy headlines latest breaking top stories story exclusive live video videos photos gallery podcast
    podcasts newsletter trending more related topics tags english arabic
""")
COUNTRIES = word_set("""
    afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahamas
    bahrain bangladesh barbados belarus belgium belize benin bhutan bolivia bosnia herzegovina botswana
    brazil brunei bulgaria burkina faso burundi cambodia cameroon canada cape verde chad chile china
    colombia comoros congo costa rica croatia cuba cyprus czech czechia denmark djibouti dominica dominican
    ecuador egypt salvador eritrea estonia eswatini ethiopia fiji finland france gabon gambia gaza georgia
    germany ghana greece grenada guatemala guinea guyana haiti honduras hungary iceland india indonesia iran
    iraq ireland israel italy ivory coast jamaica japan jordan kazakhstan kenya kiribati korea kosovo kuwait
    kyrgyzstan laos latvia lebanon lesotho liberia libya liechtenstein lithuania luxembourg madagascar
    malawi malaysia maldives mali malta mauritania mauritius mexico micronesia moldova monaco mongolia
    montenegro morocco mozambique myanmar namibia nauru nepal netherlands zealand nicaragua niger nigeria
    macedonia norway oman pakistan palau palestine panama paraguay peru philippines poland portugal qatar
    romania russia rwanda samoa marino arabia saudi senegal serbia seychelles sierra leone singapore
    slovakia slovenia solomon somalia spain sri lanka sudan suriname sweden switzerland syria taiwan
    tajikistan tanzania thailand timor togo tonga trinidad tobago tunisia turkey turkmenistan tuvalu uganda
    ukraine emirates uae uk usa us kingdom britain states uruguay uzbekistan vanuatu vatican venezuela
    vietnam yemen zambia zimbabwe eu un nato
""")


def is_name(text: str, *, most: int = 5) -> bool:
    """Tell whether `text` is written like the names of one or a few people (1 to `most` words)."""
    words = text.replace(",", " ").split()
    if not 1 <= len(words) <= most or (
        any(mark in text for mark in '.?!:;"“”()[]/') and not _has_initials(words)
    ):
        return False
    named = [word for word in words if word.casefold() not in NAME_PARTICLES]
    return bool(named) and all(_is_name_word(word) for word in named)


def is_credit(text: str) -> bool:
    """Tell whether `text` only says who reported or pictured: an agency and names, no running words."""
    words = re.findall(r"[^\W\d_][\w.'’-]*", text)
    if not AGENCY.search(text) or not 1 <= len(words) <= 16:
        return False
    return all(word[0].isupper() or word in CREDIT_WORDS for word in words)


def _has_initials(words: list[str]) -> bool:
    marks = [word for word in words if not word.replace("-", "").replace("'", "").replace("’", "").isalpha()]
    return all(re.fullmatch(r"(?:[A-Z]\.){1,3}|Jr\.|Sr\.|Dr\.|&", word) for word in marks)


def _is_name_word(word: str) -> bool:
    word = re.sub(r"^(?:a[lrstzdn]|ash|el|bin|ben|d|o|l)[-'’](?=\w)", "", word)
    return not any(character.isdigit() for character in word) and not word[0].islower() and word[0].isalpha()
