"""Proposals of questions for an archive, for its owner to accept or reject: by rules, or by a model.

`command` is the command line. `sentences`, `clauses`, `asking` and `near` are the rules, `by_model` asks a
model, `choosing` spreads the proposals, `store` keeps them with what was decided, `review` shows them.
"""
