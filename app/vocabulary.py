"""Words with a job in a question or a sentence, of English but for few: lists and patterns, nothing else.

Shared by reading questions, choosing sentences and finding the span that answers.
"""

import re

from index.analysis import analyze

ENGLISH = "en"
# Words that carry no content of their own: never searched for, never missing from an answer.
_FUNCTION_WORDS = (
    "a an the of in on at to for from by with and or is are was were be been being do does did has have had "
    "what which who whom whose when where why how many much it its this that these those as than then there "
    "their they he she his her him them i you we my your our me us not no can could will would should may "
    "might must about into over after before between during s t name tell say said says according please "
    "any some if so but also just only ever yet happen happens happened happening "
    "anyone anybody anything someone somebody something everyone everybody"
)
FUNCTION_STEMS = frozenset(analyze(_FUNCTION_WORDS)) - {"say"}
ENGLISH_WORDS = frozenset(_FUNCTION_WORDS.split())
# Words that tell other languages in Latin script from English, without accents; none is an English word.
_FOREIGN = (
    "que quien quienes cuando cuantos cuantas donde como cual por los las del una unos para con "
    "qui quand combien pourquoi quel quelle est les des dans sur avec une ou "
    "wer wie wann wo warum welche welcher wurde wurden der das und ist mit von auf ein eine "
    "chi cosa quando quanti quante dove perche quale della delle sono gli "
    "quem onde quantos quantas qual nos dos das uma hoeveel wie waar wanneer het een van "
    "kim kac nerede ne zaman hur vem nar varfor och ile kto gdzie kiedy"
)
FOREIGN_WORDS = frozenset(_FOREIGN.split())
# Languages where every noun has a capital: it tells no name.
CAPITAL_NOUNS = frozenset({"de", "lb"})
# Of other languages, what asks, or happens, and may be too rare in print to be told by its frequency.
QUESTION_WORDS = {
    "ar": "هل ما ماذا متى أين كيف لماذا كم أي من عدد حدث حصل وقع جرى",
    "cs": "kdo co kdy kde jak proč kolik který jaký stalo",
    "de": "wer wen wem wessen was wann wo woher wohin wie warum weshalb wieso wozu welche wieviel "
    "viele geschah geschehen geschieht passiert passierte",
    "es": "qué quién quiénes cuándo cuánto cuánta cuántos cuántas dónde cómo cuál cuáles pasó pasa "
    "sucedió ocurrió",
    "fa": "چه چی کی کیست چیست چند چقدر چرا کجا چگونه چطور کدام آیا نفر شد افتاد رخ داد",
    "fr": "que quoi qui quand combien pourquoi comment où quel quelle quels quelles lequel est-ce "
    "qu'est-ce passé passe passa s'est-il",
    "he": "מה מי מתי איפה היכן איך כיצד למה מדוע כמה איזה איזו אילו האם קרה",
    "hi": "क्या कौन कब कहाँ कहां कैसे क्यों कितना कितने कितनी किस किसने किसे हुआ",
    "it": "che cosa chi quando quanto quanta quanti quante dove come perché quale quali successo "
    "accaduto succede",
    "ja": "何 誰 いつ どこ なぜ いくら いくつ どの です ます か 起き",
    "ko": "무엇 누구 누구인가 언제 어디 어떻게 왜 얼마 얼마나 얼마가 몇 명인가 어느 어떤",
    "nl": "wie wat wanneer waar hoe waarom hoeveel welk welke wiens gebeurde gebeurd gebeurt",
    "pl": "kto kogo komu co czego kiedy gdzie skąd jak dlaczego ile ilu który która które jaki jaka "
    "jakie czy stało wydarzyło",
    "pt": "que quê quem quando quanto quanta quantos quantas onde como porque qual quais aconteceu "
    "passou houve",
    "ro": "cine ce când unde cum câți câte cât care întâmplat",
    "ru": "кто кого кому кем что чего чему чем когда где куда откуда как почему зачем сколько какой "
    "какая какое какие каков чей ли произошло случилось",
    "sv": "vem vad när var hur varför vilken vilket vilka många hände",
    "tr": "kim kimdir kimin ne nedir neden niçin nasıl nerede nereye kaç hangi kadar mi mı mu mü oldu",
    "uk": "хто кого кому що чого коли де куди звідки як чому скільки який яка яке які чий чи "
    "сталося відбулося",
    "zh": "什么 谁 谁是 是谁 哪里 哪个 哪些 哪儿 何时 为什么 怎么 怎样 如何 "
    "多少 几个 几条 吗 呢 什么时候 发生",
}

_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand "
    "million billion trillion dozen dozens hundreds thousands millions half third quarter twice scores"
)
NUMBER_WORDS = tuple(_NUMBERS.split())
_NUMBER_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT_MONTH = "(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)"
WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
_MONTH = rf"(?:{'|'.join(MONTHS)}|{SHORT_MONTH})"

YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})s?\b(?!\s*(?:people|kilomet|metres|meters|km|dollars))")
CURRENCY_SIGN = r"(?:(?:US|AU?|CA?|NZ|HK|S)?\$|[£€¥₹])"
# "Two hundred and five", but "seven and two" are two numbers.
JOINED_BY_AND = "(?:(?<=hundred)|(?<=thousand)|(?<=million)|(?<=billion)) and "
_SCALE = "hundred|thousand|million|billion|trillion"
NUMBER = re.compile(
    rf"(?<![\w.,]){CURRENCY_SIGN}?\d+(?:,\d+)*(?:\.\d+)?"
    rf"(?:\s?%|\s(?:per ?cent|{_SCALE})|(?:[mkb]|\s?(?:mn|bn|tn))\b)?"
    rf"|\b(?:{_NUMBER_WORD})(?:(?:[ -]|{JOINED_BY_AND})(?:{_NUMBER_WORD}))*"
    rf"(?: and a half(?: (?:dozen|{_SCALE}))?)?\b",
    re.IGNORECASE,
)
DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}\.?(?: \d{{1,2}}(?:st|nd|rd|th)?\b)?"
    r"(?:,? ?\b(?:1[0-9]{3}|20[0-9]{2})\b)?"
    rf"|\b(?:1[0-9]{{3}}|20[0-9]{{2}})s?\b|\b(?:late |early )?(?:on )?{WEEKDAY}\b"
    r"|\b\d+(?:st|nd|rd|th)?(?: and \d+(?:st|nd|rd|th))? centur(?:y|ies)\b|\b\d+ ?(?:BCE?|AD|CE)\b"
    r"|\b(?:yesterday|today|tomorrow|tonight|last (?:week|month|year|night|spring|summer|autumn|winter"
    rf"|{_MONTH})|this (?:week|month|year|morning)|(?:nearly |about |some )?(?:\d+|{_NUMBER_WORD}) "
    r"(?:hours?|days?|weeks?|months?|years?) (?:ago|earlier|before|later)"
    r"|a (?:day|week|month|year) (?:ago|earlier))\b"
)
CAPITALISED = re.compile(r"\b[A-Z][\w’'-]*(?:(?: (?:of|the|for|and|al-|bin|de|van|von))? [A-Z][\w’'-]*)*")
REASON = re.compile(
    r"\b(?:because|due to|as a result|result(?:s|ed|ing)? (?:of|in|from)|in order to|so that"
    r"|caus(?:e|es|ed|ing)|reasons?|led to|leads? to|owing to|therefore|thus|in response to|amid"
    r"|over concerns?"
    r"|to (?:avoid|prevent|protect|evacuate|defend|counter|punish|retaliate|ensure|stop))\b",
    re.IGNORECASE,
)
SPEECH = re.compile(
    r"\b(?:said|says|say|added|adds|told|stressed|noted|noting|announced|declared|accused|warned|vowed|stated"
    r"|claimed|reported|condemned|insisted|called|urged|according to|statement|spokes(?:man|woman|person))\b",
    re.IGNORECASE,
)
# Verbs behind "did" that ask for somebody's own words: "What did Turkey say?"
SAY = (
    "say|said|claim|announce|accuse|warn|stress|react|respond|declare|threaten|promise|vow|demand|condemn"
    "|comment|urge|deny|reject|blame|criticise|criticize"
)

# Always several, though they don't end in "s"; and what may be one or several.
PLURALS = frozenset({"people", "men", "women", "children", "police", "staff", "media"})
ONE_OR_SEVERAL = frozenset({"crew", "livestock", "cattle", "sheep", "fish", "aircraft", "dead"})
_PEOPLE = (
    "people persons men children boys girls babies teens adults citizens locals police crew troops guards "
    "nurses monks nuns pilgrims priests clerics rebels recruits cadets chiefs friends athletes guests "
    "hostages victims casualties souls bodies staff pupils youths sons nationals dead wounded injured"
)
_NO_PEOPLE = (
    "helicopters trawlers tankers containers trailers towers quarters numbers letters shelters computers "
    "routers rivers layers orders doors powers factors tractors reactors motors errors sensors centers "
    "meters papers flowers incidents accidents events talents cents percents continents components tents "
    "plants restaurants grants archives olives drives dives explosives locomotives initiatives motives "
    "estimates climates fees trees degrees committees knees"
)
# Plurals for people, told by their ending or from a list: "passengers", "activists", "inmates", "firemen".
PEOPLE = re.compile(
    rf"(?!(?:{_NO_PEOPLE.replace(' ', '|')})$)"
    rf"(?:{_PEOPLE.replace(' ', '|')}"
    r"|\w+(?:[eo]r|ist|ee|ant|(?<!m)ent|ian|ive|mate)s|\w+(?:men|women|people))"
)
