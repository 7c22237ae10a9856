import json
from math import isfinite
from pathlib import Path

import app.weights
from app.features import PASSAGE_FEATURES, SENTENCE_FEATURES
from app.refusal import ANSWERABLE_FEATURES, READ_FEATURES
from app.weights import weights

STORED = json.loads(Path(app.weights.__file__).with_name("weights.json").read_text(encoding="utf-8"))


def test_every_weight_belongs_to_the_feature_of_its_name() -> None:
    assert tuple(STORED["passage"]) == PASSAGE_FEATURES
    assert tuple(STORED["sentence"]) == SENTENCE_FEATURES
    assert set(STORED["sentence_by_words"]) < set(SENTENCE_FEATURES)
    assert tuple(STORED["answerable"]) == (*ANSWERABLE_FEATURES, "bias")
    assert tuple(STORED["answerable_read"]) == (*READ_FEATURES, "bias")
    assert tuple(STORED["reading"]) == ("features", "reader")


def test_weights_are_numbers_and_the_threshold_a_probability() -> None:
    fitted = weights()
    logistic = (fitted.answerable, fitted.answerable_read)
    vectors = (fitted.passage, fitted.sentence, fitted.sentence_by_words, *(one.weights for one in logistic))
    assert all(isfinite(value) for vector in vectors for value in vector)
    assert all(map(isfinite, fitted.reading))
    assert all(isfinite(one.bias) for one in logistic)
    assert 0 < fitted.threshold < fitted.doubtful < 1


def test_sentences_judged_by_words_alone_differ_in_what_the_file_tells_and_in_nothing_else() -> None:
    fitted, told = weights(), STORED["sentence_by_words"]
    both = zip(SENTENCE_FEATURES, fitted.sentence, fitted.sentence_by_words, strict=True)
    assert {name: by_words for name, own, by_words in both if own != by_words} == told
