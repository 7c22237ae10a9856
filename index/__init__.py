"""The offline half: files become articles, passages, vectors and words on disk.

Knows nothing of questions or answers; `app` and `evaluation` build on it, never the other way.
"""
