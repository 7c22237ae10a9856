from evaluation.measures import MEASURES, importance, measure_of


def test_fewer_wrong_refusals_are_better_and_more_of_all_else() -> None:
    assert measure_of("refused_wrongly").better == -1
    assert measure_of("refused_rightly").better == measure_of("mrr").better == 1
    assert measure_of("answer_words").better == 0


def test_ignoring_refusals_changes_no_direction_but_is_not_gated() -> None:
    ignoring = measure_of("first_sentence_anyway")
    assert ignoring.label == "first sentence holds the answer, refusals ignored"
    assert (ignoring.better, ignoring.gated) == (1, False)


def test_a_models_judgement_is_labelled_and_not_gated() -> None:
    judged = measure_of("citation_recall[small-model]")
    assert judged.label == "sentences that citations support (by small-model)"
    assert (judged.better, judged.gated) == (1, False)
    assert measure_of("citation_recall").gated


def test_an_unknown_measure_is_an_amount_under_its_own_name() -> None:
    unknown = measure_of("novelty")
    assert (unknown.label, unknown.better, unknown.gated, unknown.share) == ("novelty", 0, False, False)


def test_what_is_gated_has_a_direction_and_is_a_share() -> None:
    assert all(measure.better and measure.share for measure in MEASURES.values() if measure.gated)


def test_refusals_come_before_answers_and_unknown_measures_last() -> None:
    names = ["novelty", "hit@1", "complete", "refused_rightly", "another"]
    assert sorted(names, key=importance) == ["refused_rightly", "complete", "hit@1", "another", "novelty"]
