"""Foreign question sets as archives of ours: SQuAD, BEIR and ragas become a folder with two JSONL files.

`command` is the command line, `choose` knows the kinds, each kind has a module that yields records, `folder`
writes them. Nothing here knows an index or an answer.
"""
