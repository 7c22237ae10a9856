"""How fast the page is, in Chromium: `python -m tests.page_speed`. Figures and their aims, no tests."""
