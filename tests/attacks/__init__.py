"""Articles, questions and earlier turns that give orders, and a model that obeys every one of them.

`attacks.jsonl` has the orders, a line each; see cases.py for the fields.
"""
