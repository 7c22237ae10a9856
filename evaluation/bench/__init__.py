"""Speed, measured against what a user would pick instead, in the same run: `python -m evaluation.bench`."""
