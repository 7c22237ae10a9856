"""Cleaning takes what is not the story and keeps every sentence that is."""

from datetime import date

import pytest

from index.reading.cleaning import clean
from index.reading.draft import Draft
from index.reading.furniture import is_furniture

STORY = "Rockets struck the port of the capital on Tuesday, the coast guard said."
MORE = "Nobody was killed in the attack, which damaged a ship and two cranes."


def story_of(text: str) -> list[str]:
    return clean(Draft(text)).text.split("\n\n")


@pytest.mark.parametrize(
    "line",
    [
        "Follow us on Twitter and Instagram to stay connected",
        "Follow Al Jazeera on Telegram",
        "Sign up for our free newsletter",
        "Subscribe to our newsletter to get the day's headlines in your inbox",
        "Get the latest news delivered to your inbox",
        "Join our WhatsApp channel",
        "Click here to read more",
        "Download our app for breaking news",
        "Share this story",
        "For more news, follow us on Facebook",
        "Stay up to date with our daily newsletter",
        "To continue reading, log in",
        "READ MORE: Libya at war",
        "Read also - Libya at war",
        "Also Read | Libya PM resigns",
        "Also read: Libya PM resigns.",
        "Lire aussi : En Libye, la guerre sans fin",
        "اقرأ أيضا: الأمم المتحدة تدعو إلى هدنة",
        "2 min read",
        "Reading time: 3 minutes",
        "ADVERTISEMENT",
        "- Advertisement -",
        "Story continues below advertisement",
        "video",
        "6153253365001388f1009-ca2c-44f1-802f-5c191bb1ece",
        "We use cookies to improve your experience.",
        "By continuing to use this site you agree to our use of cookies.",
        "Copyright © 2020 Reuters. All rights reserved.",
        "© 2020 AFP",
        "This story has been published from a wire agency feed without modifications to the text.",
        "(This story has not been edited by staff and is auto-generated from a syndicated feed.)",
        "(Reporting by Jane Doe in Tripoli; Editing by John Roe)",
        "Associated Press writer Jane Doe in Dubai contributed to this report.",
        "Tags: Libya, Haftar",
        "#Libya #Haftar",
        "Home > News > Africa",
        "jane@paper.example",
        "FILE PHOTO: A commander in Benghazi, October 16, 2014. REUTERS/Jane Doe/File Photo",
        "Fighters in the south of the city [File: Jane Doe/AFP]",
        "Image caption, The centre held 600 people when it was hit",
        "Smoke rises over the port (Photo by Jane Doe/Getty Images)",
        "The views expressed in this article are the author's own.",
        "* * *",
        "ADVERTISING",
        "Share Send Facebook Twitter",
        "www.paper.example",
        "ls/sms (AP, AFP, Reuters)",
        "Some information for this report came from Reuters.",
        "Spotted an error on this page? Let us know",
    ],
)
def test_furniture_goes_wherever_it_stands(line: str) -> None:
    assert story_of(f"{STORY}\n\n{MORE}\n\n{line}\n\n{MORE[:-1]} there.") == [
        STORY,
        MORE,
        f"{MORE[:-1]} there.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Read more books, the minister told pupils in Tripoli on Sunday.",
        "Video shows the moment when the building collapsed.",
        "This came in a video statement published by local media yesterday.",
        "Share prices of Facebook fell by 3 percent after the announcement.",
        "Support for the group grew on Facebook.",
        "Like many others, she posted on Facebook.",
        "Follow the money, the investigators were told, and they did.",
        "Sign up for the army, they told us on the radio.",
        "Subscribers were cut off on 5 May 2020.",
        "Already a member of NATO, Turkey has troops in Libya.",
        "By using drones, the army broke the terms of the truce.",
        "The report was published on Monday and found that 25 people died.",
        "Privacy policy was discussed by ministers.",
        "More in the north: 25 people died in Tripoli.",
        "Copyright of the song was sold in 2019.",
        "For members of the army, it was over.",
        '"We use cookies," the baker joked.',
        "Editing by machines is the future.",
        "By Monday, 25 people had died.",
        "Cookies were handed out to children.",
        "The photo was taken by AFP.",
        "Related: the war has cost 2,000 lives, and displaced 200,000. The UN says that it will go on.",
        "On 18 December 2019 the town fell.",
        "Contact with the ship was lost at 10:30 on 5 May 2020.",
        "متحدث باسم الوزارة أكد مقتل ثلاثة أشخاص.",
        "Погибли три человека.",
        "死者三人。",
    ],
)
def test_sentences_with_the_same_words_stay(sentence: str) -> None:
    assert story_of(f"{STORY}\n\n{MORE}\n\n{sentence}") == [STORY, MORE, sentence]
    assert not is_furniture(sentence)
    assert sentence in story_of(f"{sentence}\n\n{STORY}\n\n{MORE}")


@pytest.mark.parametrize(
    ("dateline", "agency", "day"),
    [
        ("TRIPOLI (Reuters) - ", "Reuters", None),
        ("TRIPOLI/BENGHAZI, Libya (Reuters) - ", "Reuters", None),
        ("CAIRO (AP) — ", "AP", None),
        ("(CNN)", "CNN", None),
        ("TRIPOLI, April 7 (Xinhua) -- ", "Xinhua", None),
        ("MOSCOW, May 5. /TASS/. ", "TASS", None),
        ("Tripoli, (APP - UrduPoint / Pakistan Point News - 1st Jun, 2020 ) :", None, date(2020, 6, 1)),
        ("MOSCOW (UrduPoint News / Sputnik - 05th May, 2020) ", None, date(2020, 5, 5)),
        ("CAIRO – 5 May 2020: ", None, date(2020, 5, 5)),
        ("LONDON — ", None, None),
        ("TRIPOLI: ", None, None),
    ],
)
def test_datelines(dateline: str, agency: str | None, day: date | None) -> None:
    cleaned = clean(Draft(f"{dateline}{STORY}\n\n{MORE}"))
    assert cleaned.text == f"{STORY}\n\n{MORE}"
    assert cleaned.published == day
    assert agency is None or cleaned.source == agency


@pytest.mark.parametrize(
    "opening", ["The army (ANI) said so: ", "Haftar: ", "It was over - ", "Ali (AP) said "]
)
def test_openings_that_are_no_datelines(opening: str) -> None:
    assert story_of(f"{opening}{STORY}\n\n{MORE}")[0] == opening + STORY


def test_lists_of_links_end_where_the_story_goes_on() -> None:
    text = f"{STORY}\n\n{MORE}\n\nMost read\n\nOther news one\n\nWhy is it so?\n\nIt was over by night."
    assert story_of(text) == [STORY, MORE, "It was over by night."]


def test_section_headings_stay_paragraphs_of_their_own() -> None:
    assert story_of(f"{STORY}\n\n{MORE}\n\nCivilians fleeing\n\n{MORE[:-1]} there.")[2] == "Civilians fleeing"


def test_last_words_of_the_agency_go_and_the_sentence_stays() -> None:
    cleaned = clean(Draft(f"{STORY}\n\n{MORE}(AFP)"))
    assert (cleaned.text, cleaned.source) == (f"{STORY}\n\n{MORE}", "AFP")


def test_a_repeated_paragraph_is_kept_once() -> None:
    assert story_of(f"{STORY}\n\n{MORE}\n\nA line.\n\n{STORY}") == [STORY, MORE, "A line."]


def test_a_chronicle_keeps_its_dates() -> None:
    days = "\n\n".join(f"{day} April 2019\n\nThe army took village number {day}." for day in (4, 5, 6))
    cleaned = clean(Draft(f"How it went\n\n{STORY}\n\n{days}"))
    assert "4 April 2019" in cleaned.text
    assert cleaned.published is None


@pytest.mark.parametrize(
    ("raw", "repaired"),
    [
        (
            "It was the government.According to him it fell.",
            "It was the government. According to him it fell.",
        ),
        ("He said “stop now.”They did.", "He said “stop now.” They did."),
        ("See example.Com and node.Js or u.s.A here.", None),
        ("At https://site.example/about.Html it says so.", None),
        ("The U.S.A and e.g. Libya agree.", None),
        ("Write to jane.Doe@paper.example today.", None),
    ],
)
def test_lost_blanks_between_sentences(raw: str, repaired: str | None) -> None:
    assert story_of(f"{raw}\n\n{STORY}")[0] == (repaired or raw)
