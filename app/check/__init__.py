"""Whether passages support a sentence: numbers, dates, names, who did what to whom, and the meaning.

`app.check.verdict` is the door. Knows nothing of engines, of the search or of the archive.
"""
