"""Words that deny, refuse or end what they govern, by their lemmas. English only."""

from app.check.words import word_list

NEGATIONS = word_list("negations")
# What says as much as a negation.
STRONG = NEGATIONS | word_list("strong denials")
# What may say the same as a negation, in other words.
DENIALS = STRONG | word_list("other denials")
