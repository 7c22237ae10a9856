"""The measured half: fixed questions go through the same online path that people use, and are scored."""
