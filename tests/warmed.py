"""Imported by the process that others are forked from (tests/kills.py): each begins with what takes long.

Starts no thread: none would be there after a fork.
"""

import numpy.random  # noqa: F401
import pytest  # noqa: F401

import tests.app.desk  # noqa: F401
from index.passages import count_tokens

count_tokens(["Reads the vocabulary."])
