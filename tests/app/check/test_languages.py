"""Sentences in other languages than English, held against passages in their own or several."""

from datetime import date

import pytest

from app.check.verdict import Checker, Evidence
from index.encoder import MiniLM


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(MiniLM())


GERMAN = Evidence(
    "Die Feuerwehr schickte am 13. Juni 850 Helfer nach Rabenau. Bürgermeister Jonas Wickert dankte ihnen. "
    "Der Schaden liegt bei 1,3 Mrd. Euro. Am Sonntagmorgen sank der Pegel. Zwei Männer wurden verletzt. "
    "Zwölf Kilometer weiter blieb es trocken.",
    language="de",
)
SPANISH = Evidence(
    "La deuda del club asciende a 1.350 millones de euros. Unas 9.800 casas quedaron destruidas. "
    "Las clases se reanudarán el 22 de junio. Gonzalo Cortázar dirigirá Caixadora como consejero delegado.",
    published=date(2021, 5, 3),
    language="es",
)
FRENCH = Evidence(
    "Le colonel Bernard Lefort a rencontré le maire à La Couronne. "
    "Le musée, fermé depuis le 13 mars, a rouvert. La visite reprend le 6 juillet. "
    "Vingt-deux maisons ont brûlé. Treize personnes et neuf chiens ont été sauvés.",
    language="fr",
)
RUSSIAN = Evidence(
    "Председатель банка Эльвира Набиева сообщила, что инфляция составит 4,2%. "
    "Ущерб оценивается в 8,5 млрд рублей. Дорога закрыта до 3 июля.",
    language="ru",
)
TURKISH = Evidence(
    "Elif Perinçan 65 saat sonra enkazdan çıkarıldı. Hasar 2,4 milyar lira olarak tahmin ediliyor.",
    language="tr",
)
CHINESE = Evidence(
    "该段全长15.8公里，设7座车站。该公司总负债高达1.97万亿元。地铁将于12月31日开通。", language="zh"
)
KOREAN = Evidence("재산 피해는 1조9천572억원으로 추산된다.", language="ko")
JAPANESE = Evidence("地震で死者は56人となった。", language="ja")
ARABIC = Evidence("بلغت تكلفة المشروع 200 مليون دولار. يبدأ السد العمل في يونيو 2021.", language="ar")
EVERY = [GERMAN, SPANISH, FRENCH, RUSSIAN, TURKISH, CHINESE, KOREAN, JAPANESE, ARABIC]


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        ("Der Schaden liegt bei 1,3 Mio. Euro.", GERMAN),
        ("Die Feuerwehr schickte am 13. Juli 850 Helfer nach Rabenau.", GERMAN),
        ("Der Pegel sank am Freitagmorgen.", GERMAN),
        ("Bürgermeister Jonas Petersen dankte ihnen.", GERMAN),
        ("Zwölf Männer wurden verletzt.", GERMAN),
        ("La deuda del club asciende a 1.350 euros.", SPANISH),
        ("Unas 8.900 casas quedaron destruidas.", SPANISH),
        ("Las clases se reanudarán el 22 de julio.", SPANISH),
        ("Le colonel Bernard Lefort a rencontré Odile Ferrand à La Couronne.", FRENCH),
        ("Le musée, fermé depuis le 13 mai, a rouvert.", FRENCH),
        ("Trente-deux maisons ont brûlé.", FRENCH),
        ("Ущерб оценивается в 8,5 млн рублей.", RUSSIAN),
        ("Дорога закрыта до 3 августа.", RUSSIAN),
        ("Hasar 2,4 milyon lira olarak tahmin ediliyor.", TURKISH),
        ("该段全长18.5公里，设7座车站。", CHINESE),
        ("该公司总负债高达1.97亿元。", CHINESE),
        ("地铁将于11月31日开通。", CHINESE),
        ("재산 피해는 1조9천275억원으로 추산된다.", KOREAN),
        ("地震で死者は65人となった。", JAPANESE),
        ("بلغت تكلفة المشروع 200 مليار دولار.", ARABIC),
        ("يبدأ السد العمل في نوفمبر 2021.", ARABIC),
    ],
)
@pytest.mark.parametrize("among_others", [False, True])
def test_what_was_altered_is_unsupported(
    checker: Checker, said: str, evidence: Evidence, *, among_others: bool
) -> None:
    verdict = checker.check(said, EVERY if among_others else [evidence])
    assert verdict.support == "unsupported", verdict.reason


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        ("Am 13. Juni schickte die Feuerwehr 850 Helfer nach Rabenau.", GERMAN),
        ("Der Schaden beträgt 1,3 Milliarden Euro.", GERMAN),
        ("Jonas Wickerts Dank galt den Helfern.", GERMAN),
        ("Gonzalo Cortázar será el consejero delegado de Caixadora.", SPANISH),
        ("9800 casas quedaron destruidas.", SPANISH),
        ("22 maisons ont été détruites par le feu.", FRENCH),
        ("Le musée, fermé depuis le 13 mars, a rouvert le 6 juillet.", FRENCH),
        ("Las clases se reanudarán el 22 de junio de 2021.", SPANISH),
        ("По словам Эльвиры Набиевой, инфляция составит 4,2%.", RUSSIAN),
        ("Elif Perinçan'ın enkazdan 65 saat sonra çıkarıldığı açıklandı.", TURKISH),
        ("车站有7座，全长15.8公里。", CHINESE),
        ("피해는 1조 9,572억원이다.", KOREAN),
        ("في يونيو 2021 يبدأ السد العمل.", ARABIC),
    ],
)
@pytest.mark.parametrize("among_others", [False, True])
def test_what_is_faithful_is_not(
    checker: Checker, said: str, evidence: Evidence, *, among_others: bool
) -> None:
    verdict = checker.check(said, EVERY if among_others else [evidence])
    assert verdict.support != "unsupported", verdict.reason


def test_an_english_sentence_is_judged_by_its_english_passages_among_others(checker: Checker) -> None:
    english = Evidence("The fire brigade sent 850 helpers to Rabenau on 13 June. It rained.")
    said = "On 13 June the fire brigade sent 850 helpers to Rabenau."
    assert checker.check(said, [english]) == checker.check(said, [english, SPANISH, GERMAN])


def test_a_short_passage_tells_its_language_itself(checker: Checker) -> None:
    passage = Evidence("La deuda del club asciende a 1.350 millones de euros.")
    verdict = checker.check("La deuda del club asciende a 1.350 euros.", [passage])
    assert verdict.support == "unsupported", verdict.reason


def test_a_full_stop_behind_a_day_ends_no_sentence_of_a_passage(checker: Checker) -> None:
    verdict = checker.check("Die Feuerwehr schickte am 13. Juni 850 Helfer nach Rabenau.", [GERMAN])
    assert verdict.support == "supported"


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("1万" * 1000, "1万" * 50_000),
        ("1 " * 1000, "的1 " * 40_000),
        ("一万两千" * 500, "一万两千" * 30_000),
        ("1.1," * 500, "的" + "1.1," * 30_000),
        ("quatre-vingt-" * 150, "vingt-et-un maisons " * 7_000),
    ],
)
def test_hostile_text_takes_bounded_time(checker: Checker, said: str, text: str) -> None:
    assert checker.check(said, [Evidence(text)]).reason
