"""Reading news: files of text, Markdown, HTML, PDF and JSONL become clean articles.

`discover` finds the files, `read` turns one into articles or failures. Nothing goes online.
"""

from index.reading.discovery import SourceFile, discover
from index.reading.reader import READER_VERSION, ReadLimits, read

__all__ = ["READER_VERSION", "ReadLimits", "SourceFile", "discover", "read"]
