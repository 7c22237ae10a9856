import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.refusals import REFUSAL, is_refusal, may_become_refusal, refusing_sentence

REFUSALS = (
    REFUSAL,
    f"{REFUSAL}.",
    f"**{REFUSAL}**",
    f"`{REFUSAL}`\n",
    f"[{REFUSAL}]",
    f'"{REFUSAL}"',
    f"Answer: {REFUSAL}",
    "NOT\\_IN\\_THE\\_ARCHIVE",
    "Not in the archive.",
    "not in the archive",
    f"{REFUSAL} [1]",
    f"{REFUSAL}\n\nThe passages are about a ferry, not about football.",
    f"I'm sorry, but {REFUSAL}.",
    "The passages do not mention the Eurovision Song Contest.",
    "The passages don’t mention who won.",
    "The provided passages do not contain any information about the cost.",
    "The given context does not specify how many were killed [1][2].",
    "These articles do not say when the bridge was built.",
    "The articles provided do not directly answer the question.",
    "None of the passages mention a doctor's name.",
    "None of the provided articles give a figure for this.",
    "Nothing in the passages says who paid for the repairs.",
    "No passage mentions the price of bread.",
    "There is no information in the provided context about the World Cup.",
    "There is no mention of a trial in the passages.",
    "There is no information about the World Cup.",
    "There isn't enough information in the passages to answer.",
    "I couldn't find any information on that.",
    "I could not find an answer to your question in the passages.",
    "I cannot answer this question based on the passages.",
    "I can't help with that.",
    "I am unable to determine who fired first.",
    "I don't know.",
    "I do not have enough information to answer this question.",
    "I'm sorry, but I cannot assist with that request.",
    "I'm sorry, but the passages do not mention this.",
    "Sorry, I don't have information about that. Please provide more context.",
    "I apologize, but I found no mention of it. Let me know if you have another question!",
    "Unfortunately, the passages do not provide this information.",
    "As an AI language model, I cannot give an opinion on that.",
    "Based on the passages, it is not possible to determine how many soldiers there were.",
    "Based on the provided passages, there is no information about the minister's age.",
    "Based on the given information, I cannot determine the answer.",
    "According to the passages, it is not specified who signed.",
    "From the passages, it is unclear who ordered the strike.",
    "It is unclear from the passages who ordered the strike.",
    "It is not possible to say.",
    "The name of the doctor is not mentioned in the passages.",
    "How many tanks were lost is not specified in the provided articles.",
    "The question cannot be answered from the passages.",
    "This question can't be answered with the information given.",
    "This information is not available in the passages.",
    "Although the passages discuss the fighting, they do not say who won.",
    "While the articles mention Turkey, none of them give the number of drones.",
    "The passages do not mention a ceasefire. They only discuss the fighting in the south of Tripoli.",
    "The passages do not mention the number of victims, but they do discuss the fire.",
    "Unanswerable",
    "unanswerable.",
    "N/A",
    "Unknown",
    "No information available.",
    "No relevant information was found.",
    "Insufficient information.",
    "Not mentioned in the passages.",
    "Not specified.",
    "No answer",
    "1. The passages do not mention it.\n2. There is no information about it in the articles.",
    "The archive does not answer this.",
    "Les passages ne mentionnent pas le nombre de victimes.",
    "Je suis désolé, mais je ne trouve pas cette information.",
    "Aucune information n'est disponible.",
    "Die Passagen enthalten keine Informationen über den Preis.",
    "Leider kann ich die Frage nicht beantworten.",
    "Los pasajes no mencionan quién ganó.",
    "Lo siento, no encuentro esa información.",
    "I brani non menzionano il prezzo.",
    "Os trechos não mencionam o preço.",
    "В предоставленных отрывках нет информации об этом.",
    "لا توجد معلومات في المقاطع عن ذلك.",
    "抱歉,文章中没有提到这一点。",
)
ANSWERS = (
    "25 people were killed [1].",
    "No.",
    "None of the passengers survived [1].",
    "Nobody was killed [2].",
    "Nothing was damaged at the airport [3].",
    "The GNA did not say how many were killed, but 25 were wounded [1].",
    "The GNA did not say how many were killed [1].",
    "Officials said there is no information on casualties [2].",
    "There is no information on casualties yet, a spokesman said [2].",
    "There was no immediate comment from Ankara [2].",
    "There was no information on casualties [2].",
    "There is no evidence of a plot, the minister told reporters [1].",
    "“I cannot answer that,” the general said [3].",
    '"I don\'t know," Haftar told the newspaper [1].',
    "The report did not name the victims [2].",
    "The statement does not mention Turkey [1].",
    "The document does not mention Libya [1].",
    "The text of the treaty does not mention Libya [1].",
    "Sources did not say who fired first [1].",
    "It is unclear who fired the rockets [2].",
    "It is not known how many were on board [1].",
    "It is not possible to leave the city, residents say [1].",
    "It was not in the archive, the curator said [1].",
    "The archive was closed in 2011 [1].",
    "The archives of the ministry contain 2,000 letters [1].",
    "The context of the talks changed after Turkey intervened [2].",
    "The article that caused the outcry was published in May [1].",
    "The newspaper printed the article without naming its author [1].",
    "The mayor said he was sorry for the delay [1].",
    "Sorry scenes were seen at the port on Monday [1].",
    "The ministry refused to answer [1].",
    "The question of borders was not discussed at the summit [2].",
    "The passages do not say how many were killed, but 25 people were wounded [1].",
    "The passages do not mention 2019; however, in 2020 there were 14 attacks [2].",
    "The passages do not mention a date. The ferry sank off Calverton after a fire [1].",
    "The passages do not give the toll. 250 people were killed.",
    "Unfortunately, nine sailors drowned [1].",
    "The Unknown Soldier's tomb was damaged [1].",
    "Not one of the rockets hit the airport [1].",
    "The name of the suspect was not mentioned in the indictment [1].",
    "The victims were not identified by police [1].",
    "He could not find his brother among the survivors [1].",
    "They cannot return to their homes [2].",
    "You may not enter the zone without a pass, the army said [1].",
    "If you cross the line, you will be shot, the general warned [1].",
    "Please leave the city, the UN told residents [1].",
    "No information was released by the ministry [1].",
    "Le gouvernement n'a pas précisé le nombre de victimes [1].",
    "Die Regierung nannte keine Zahlen [1].",
    "El gobierno no mencionó el número de víctimas [1].",
    "Министерство не назвало число жертв [1].",
    "",
    " \n ",
    "[1]",
)  # fmt: skip


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_is_known_in_its_disguises(text: str) -> None:
    assert is_refusal(text)


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_that_reports_silence_is_none(text: str) -> None:
    assert not is_refusal(text)


def test_there_are_many_examples_both_ways() -> None:
    assert min(len(set(REFUSALS)), len(set(ANSWERS))) >= 50


def test_an_answer_that_refuses_and_then_invents_has_a_refusing_sentence() -> None:
    first, second = "The passages do not give the toll.", "250 people were killed."
    assert refusing_sentence(first)
    assert not refusing_sentence(second)
    assert not is_refusal(f"{first} {second}")


def test_the_mark_at_the_end_of_an_answer_is_a_refusing_sentence_only() -> None:
    assert refusing_sentence(f"{REFUSAL}.")
    assert not is_refusal(f"25 people were killed [1]. {REFUSAL}.")


def test_a_refusal_opened_by_the_mark_stays_one_whatever_follows() -> None:
    assert is_refusal(f"{REFUSAL}. In 1066, the Normans took Hastings [1].")


@pytest.mark.parametrize("text", ["I'm sorry.", "Please ask another question.", "Let me know!"])
def test_politeness_alone_is_no_refusing_sentence(text: str) -> None:
    assert not refusing_sentence(text)


@pytest.mark.parametrize(
    "start", ["", " ", "N", "NOT_IN", "**NOT_IN_THE", "not_in_the_archive", REFUSAL + "."]
)
def test_what_may_still_become_the_mark_is_held_back(start: str) -> None:
    assert may_become_refusal(start)


@pytest.mark.parametrize("start", ["No", "Not", "The ", "Nobody", "25", "NOT_A"])
def test_what_cannot_become_the_mark_is_shown(start: str) -> None:
    assert may_become_refusal(start) == REFUSAL.startswith(start.upper())


@settings(deadline=None)
@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert is_refusal(text) in (True, False)
    assert refusing_sentence(text) in (True, False)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    [
        "given passages " * 3_000,
        "the provided the provided " * 3_000,
        "although a, " * 5_000,
        "[1] " * 20_000,
    ],
)
def test_a_ramble_takes_no_time(text: str) -> None:
    assert not is_refusal(text)
