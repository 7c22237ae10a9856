"""What the word index sees: words that match across spellings, scripts and inflections."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import analyze, fold, name_key, name_keys, people_key, words

SPELLINGS = [
    ("Hifter", "Haftar", "Hafter"),
    ("Wattia", "Watiya", "Al-Wattia", "al-Watiya"),
    ("Gnunu", "Gnounou"),
    ("Gaddafi", "Kadhafi", "Qadhafi", "Gadhafi", "Qaddafi"),
    ("Zelensky", "Zelenskyy", "Zelenskiy"),
    ("Erdogan", "Erdoğan", "Erdog\u0306an"),
    ("Mohamed", "Mohammed", "Muhammad"),
    ("Haftar", "Haftar's", "Haftar’s", "HAFTAR"),
]
DIFFERENT_NAMES = [("Tripoli", "Tobruk"), ("Haftar", "Serraj"), ("Moscow", "Misrata"), ("Turkey", "Tunisia")]
PEOPLE = [
    ("Turkey", "Turkish", "Turkey's"),
    ("Italy", "Italian"),
    ("Libya", "Libyan"),
    ("Egypt", "Egyptian"),
    ("Germany", "German"),
    ("China", "Chinese"),
    ("Russia", "Russian", "Russians"),
    ("Tunisia", "Tunisians"),
    ("Pakistan", "Pakistani", "Pakistanis"),
    ("Afghanistan", "Afghans"),
    ("Spain", "Spaniards", "Spanish"),
    ("Salafi", "Salafists"),
    ("America", "Americans", "US", "U.S."),
    ("Britain", "British", "UK"),
]


def people_keys(text: str) -> set[str]:
    return {key for key in name_keys(text) if key.startswith("@")}


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_usual_spellings_of_a_name_share_a_key(spellings: tuple[str, ...]) -> None:
    shared = set.intersection(*(set(name_keys(name)) for name in spellings))
    assert shared


@pytest.mark.parametrize("names", DIFFERENT_NAMES)
def test_different_names_share_none(names: tuple[str, str]) -> None:
    one, other = names
    assert set(name_keys(one)).isdisjoint(name_keys(other))


@pytest.mark.parametrize("named", PEOPLE)
def test_a_country_its_people_and_their_adjective_share_a_key(named: tuple[str, ...]) -> None:
    assert set.intersection(*(people_keys(name) for name in named))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Turkey", "Turin"),
        ("Libya", "Liberia"),
        ("Austria", "Australia"),
        ("Islamic", "Islamist"),
        ("Harry", "Harris"),
        ("Niger", "Nigeria"),
    ],
)
def test_countries_with_similar_names_share_no_people_key(one: str, other: str) -> None:
    assert people_keys(one).isdisjoint(people_keys(other))


def test_only_capitalised_words_are_names_unless_any_case_counts() -> None:
    text = "who is general Hifter of the army"
    assert name_key("Haftar") in name_keys(text)
    assert name_key("general") not in name_keys(text)
    assert name_key("haftar") in name_keys("who is hifter", any_case=True)
    assert name_keys("who is hifter") == []


def test_a_pronoun_is_no_country_however_it_is_typed() -> None:
    assert name_keys("who told us", any_case=True) == name_keys("who told", any_case=True)
    assert people_key("Us") == ""


def test_short_words_are_no_names() -> None:
    assert name_keys("The UN in Rio") == []
    assert name_key("Rio") == ""


def test_names_with_a_hyphen_are_found_by_either_part() -> None:
    assert set(name_keys("Abdel-Fattah")) >= {name_key("Abdel"), name_key("Fattah")}


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [
        ("killed", "en", "killing"),
        ("rockets", None, "rocket"),
        ("Städte", "de", "Städten"),
        ("nationale", "fr", "nationales"),
        ("العربية", "ar", "عربي"),
        ("городами", "ru", "города"),
        ("πόλεις", "el", "πόλη"),
        ("2,200", None, "2200"),
        ("2,200,000", None, "2200000"),
        ("٢٠٢٠", "ar", "2020"),
        ("ministry's", None, "ministry"),
        ("ministry’s", None, "ministry"),
        ("didn’t", None, "didn't"),
        ("İSTANBUL", "tr", "istanbul"),
        ("Noe\u0308l", None, "Noel"),
        ("مُحَمَّد", "ar", "محمد"),
        ("U.S.", None, "US"),
        ("U.N", None, "UN"),
        ("Иркутской", "ru", "Иркутск"),
        ("красный", None, "красная"),
        ("Набиевой", "ru", "Набиевою"),
        ("Ещё", "ru", "еще"),
        ("Poznańskiego", "pl", "poznański"),
        ("městy", "cs", "městem"),
        ("étés", "fr", "l’été"),
        ("Merkel’s", "de", "Merkel"),
        ("کتابهای", "fa", "کتاب"),
        ("लोगों", "hi", "लोग"),
        ("लोगों", None, "लोग"),
        ("तूफ़ान", "hi", "तूफान"),
        ("градова", "sr", "gradova"),
        ("քաղաքի", "hy", "քաղաք"),
        ("۳۸", "fa", "38"),
        ("३८", "hi", "38"),
        ("۳۸", "en", "38"),
    ],
)
def test_forms_of_one_word_are_one_term(text: str, language: str | None, other: str) -> None:
    assert analyze(text, language) == analyze(other, language)
    assert len(analyze(text, language)) == 1


@pytest.mark.parametrize(
    ("text", "other"), [("3.5", "35"), ("2,200", "2,201"), ("rocket", "rock"), ("1,2", "12"), ("2,20", "220")]
)
def test_what_differs_stays_different(text: str, other: str) -> None:
    assert analyze(text) != analyze(other)


def test_terms_keep_their_order_and_their_repetitions() -> None:
    assert analyze("Rockets hit; a rocket missed.") == ["rocket", "hit", "a", "rocket", "miss"]


@pytest.mark.parametrize(
    ("article", "question", "language"),
    [
        ("外交部长在北京说停火有效", "北京停火", "zh"),
        ("นายกรัฐมนตรีกล่าวสวัสดีครับ", "สวัสดี", "th"),
        ("首相は東京で語った", "東京", "ja"),
    ],
)
def test_scripts_without_spaces_match_inside_a_run_of_characters(
    article: str, question: str, language: str
) -> None:
    in_article = analyze(article, language)
    wanted = analyze(question, language)
    assert sum(term in in_article for term in wanted) >= len(wanted) - 1
    assert all(len(term) <= 2 for term in wanted)
    assert set(wanted) - set(analyze("羅馬天氣晴朗", language)) == set(wanted)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全长15.8公里", ["全长", "15.8", "公里"]),
        ("死者65人", ["死者", "65", "人"]),
        ("2020年7月1日", ["2020", "年", "7", "月", "1", "日"]),
        ("1조9천572억원", ["1", "조", "9", "천", "572", "억원"]),
        ("LG전자가 5G를", ["LG전자가", "5", "G를"]),
        ("ปี๒๕๖๓บาท", ["ปี", "๒๕๖๓", "บาท"]),
        ("Covid19 15km", ["Covid19", "15", "km"]),
    ],
)
def test_a_number_within_a_run_of_an_unspaced_script_is_a_word(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_vowel_signs_belong_to_their_word() -> None:
    assert words("हिन्दी में समाचार") == ["हिन्दी", "में", "समाचार"]
    assert words("สวัสดี") == ["สวัสดี"]


def test_an_article_in_arabic_is_stemmed_whatever_language_is_said() -> None:
    assert analyze("العربية", "en") == analyze("العربية", "ar") == analyze("العربية")


def test_there_is_nothing_in_nothing() -> None:
    assert words("") == analyze(" … — ") == name_keys("!?") == []


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from([None, "en", "ar", "de", "zh", "xx"]))
def test_any_text_gives_terms_that_are_not_empty_whatever_its_case(text: str, language: str | None) -> None:
    terms = analyze(text, language)
    assert all(terms)
    assert all(name_keys(text, any_case=True))
    assert all(word in text for word in words(text))


@settings(deadline=None)
@given(st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x24F), max_size=30))
def test_decomposed_letters_are_the_same_letters(text: str) -> None:
    whole = unicodedata.normalize("NFC", text)
    parts = unicodedata.normalize("NFD", text)
    assert analyze(whole) == analyze(parts)
    assert name_keys(whole) == name_keys(parts)


@given(st.integers(0, 10**12))
def test_a_number_is_found_with_or_without_separators(number: int) -> None:
    assert analyze(f"{number:,}") == analyze(str(number)) == [str(number)]


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    for word in words(text):
        assert fold(fold(word)) == fold(word)
