"""Numbers and dates as other languages than English write them."""

import pytest

from app.check.evidence import line_of
from app.check.foreign import dates_in, quantities_in
from app.check.quantity import same


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("de", "12.400 Menschen und 1,3 Mrd. Euro", [12_400, 1.3e9]),
        ("de", "1.234,5 Tonnen, 4,35 Milliarden, 3 Mio.", [1234.5, 4.35e9, 3e6]),
        ("de", "Zwölf Männer und zweiundzwanzig Kinder", [12, 22]),
        ("fr", "440 000 personnes, 1,3 million", [440_000, 1.3e6]),
        ("fr", "40 Md€ pour quatre-vingt-dix-sept villes", [40e9, 97]),
        ("es", "1.350 millones de euros, 1,3 mil millones", [1.35e9, 1.3e9]),
        ("es", "treinta y dos casas y veintidós calles", [32, 22]),
        ("it", "ventidue case e trentotto strade", [22, 38]),
        ("pt", "R$ 1,5 bilhão", [1.5e9]),
        ("ru", "8,5 млн рублей, 250 тыс. домов, двадцать два", [8.5e6, 250e3, 22]),
        ("ru", "5 млн 300 тыс. рублей на трассе Р-255", [5.3e6]),
        ("pl", "152 mln zł i 22 tys. osób", [152e6, 22e3]),
        ("tr", "2,4 milyar lira, 5 bin konut", [2.4e9, 5e3]),
        ("ar", "200 مليون دولار و6 مستشفيات", [200e6, 6]),
        ("ar", "١٦٣ مدرسة", [163]),
        ("hi", "1,50,000 लोग, 5 लाख", [150e3, 500e3]),
        ("zh", "全长18.5公里，1.97万亿元，643万2千人", [18.5, 1.97e12, 6_432_000]),
        ("zh", "一万两千名工人", [12_000]),
        ("ja", "5兆5235億円、死者65人", [5.5235e12, 65]),
        ("ko", "1조9천572억원과 1천268억원", [1.9572e12, 1.268e11]),
        ("de", "Ergebnis 22:30, Fassung 1.2.3", [22.3, 1.002003]),
        (None, "12,5", [12.5]),
    ],
)
def test_numbers_are_read_by_the_signs_and_scales_of_their_language(
    language: str, text: str, values: list[float]
) -> None:
    assert [number.value for number in quantities_in(text, language)] == pytest.approx(values)


@pytest.mark.parametrize(
    ("language", "said", "given"),
    [
        ("es", "9800 viviendas", "9.800 viviendas"),
        ("es", "1,350 casas", "1350 casas"),  # as Mexico writes
        (None, "1.350", "1350"),
        ("fa", "38 نفر", "۳۸ نفر"),
        ("de", "3,2 Prozent", "3,2 %"),
        ("zh", "643万2千人", "643.2万人"),
        ("fr", "22 maisons", "vingt-deux maisons"),
    ],
)
def test_numbers_that_say_the_same_in_other_writing(language: str, said: str, given: str) -> None:
    (one,), (other,) = quantities_in(said, language), quantities_in(given, language)
    assert same(one, other)


@pytest.mark.parametrize(
    ("language", "said", "given"),
    [
        ("es", "1.350 euros", "1.350 millones de euros"),
        ("de", "1,3 Mio.", "1,3 Mrd."),
        ("zh", "1.97亿元", "1.97万亿元"),
        ("fr", "12,5", "125"),
    ],
)
def test_numbers_that_do_not(language: str, said: str, given: str) -> None:
    (one,), (other,) = quantities_in(said, language), quantities_in(given, language)
    assert not same(one, other)


def test_an_english_number_compares_with_one_whose_unit_is_not_read() -> None:
    (said,) = line_of("It cost 200 million dollars.", None, None).numbers
    (given,) = line_of("بلغت 200 مليون دولار", None, None, "ar").numbers
    assert same(said, given)


@pytest.mark.parametrize(
    ("language", "text", "parts"),
    [
        ("de", "am 13. Juli 2021", (2021, 7, 13, None)),
        ("de", "am Sonntagmorgen", (None, None, None, 6)),
        ("fr", "le 1er juin", (None, 6, 1, None)),
        ("es", "el 22 de julio de 2020", (2020, 7, 22, None)),
        ("es", "el martes", (None, None, None, 1)),
        ("pt", "na terça-feira", (None, None, None, 1)),
        ("ru", "до 3 августа", (None, 8, 3, None)),
        ("ru", "в среду", (None, None, None, 2)),
        ("pl", "3 maja 2020 r.", (2020, 5, 3, None)),
        ("ar", "في نوفمبر 2021", (2021, 11, None, None)),
        ("zh", "11月31日", (None, 11, 31, None)),
        ("ja", "2021年3月4日", (2021, 3, 4, None)),
        ("ko", "11월 3일", (None, 11, 3, None)),
        (None, "2021-03-04", (2021, 3, 4, None)),
        ("de", "am 04.03.2021", (2021, 3, 4, None)),
    ],
)
def test_dates_are_read_by_the_names_of_their_language(
    language: str, text: str, parts: tuple[int | None, ...]
) -> None:
    (day,) = dates_in(text, language)
    assert (day.year, day.month, day.day, day.weekday) == parts


@pytest.mark.parametrize(
    ("language", "text"),
    [("ru", "окружающая среда"), ("tr", "pazar yeri"), ("cs", "3 pro děti"), ("zh", "4个月"), ("de", "mai")],
)
def test_words_that_are_no_dates(language: str, text: str) -> None:
    assert dates_in(text, language) == []
