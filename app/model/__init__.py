"""Answers by a language model: prompts, passages, the client, markers and refusals."""
