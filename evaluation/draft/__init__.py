"""Proposals of questions for an archive, for its owner to accept or reject: by rules, or by a model.

`command` is the command line. `by_rules` proposes by rules (`tree`, `clauses`, `asking`, `near`, `people`),
`by_model` asks a model, `choosing` spreads the proposals, `proposals` keeps them with what was decided,
`review` shows them.
"""
