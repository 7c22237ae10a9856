"""Imported by the process that others are forked from (tests/forked.py): each begins with what takes long.

Starts no thread: none would be there after a fork.
"""

import llama_index.llms.openai_like  # noqa: F401
import numpy.random  # noqa: F401
import openai.resources.chat  # noqa: F401
import pytest  # noqa: F401

import app.page.blocks  # noqa: F401
import tests.app.desk  # noqa: F401
from app.check.parse import parse
from app.english import share_of_passages
from app.synonyms import synonyms_of
from index.inference import openvino
from index.passages import count_tokens

openvino()
count_tokens(["Reads the vocabulary."])
share_of_passages("Reads how frequent words are.")
synonyms_of("Reads which words stand for one another.")
parse(["It reads spaCy's model."])
