from app.page.runs import Runs


def test_a_question_that_is_stopped_hears_of_it_and_others_do_not() -> None:
    runs = Runs()
    mine, theirs = runs.begin("me", 1), runs.begin("you", 1)
    runs.stop("me", 1)
    assert mine.is_set()
    assert not theirs.is_set()
    assert runs.is_wanted("me", 1)


def test_a_question_that_waits_for_its_turn_can_be_stopped_before_it_begins() -> None:
    runs = Runs()
    runs.stop("me", 3)
    assert runs.begin("me", 3).is_set()


def test_stopping_an_earlier_question_leaves_the_later_one_alone() -> None:
    runs = Runs()
    runs.begin("me", 1)
    second = runs.begin("me", 2)
    runs.stop("me", 1)
    assert not second.is_set()


def test_what_a_new_conversation_leaves_behind_is_stopped_and_not_kept() -> None:
    runs = Runs()
    old = runs.begin("me", 1)
    runs.stop("me", 1, wanted=False)
    assert old.is_set()
    assert not runs.is_wanted("me", 1)
    assert not runs.begin("me", 2).is_set()
    assert runs.is_wanted("me", 2)


def test_who_leaves_stops_what_was_asked_and_is_forgotten() -> None:
    runs = Runs()
    asked = runs.begin("me", 7)
    runs.leave("me")
    runs.leave("me")
    assert asked.is_set()
    assert not runs.is_wanted("me", 7)
    assert not runs.begin("me", 1).is_set()
