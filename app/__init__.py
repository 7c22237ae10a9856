"""The online half: a question goes in, an answer with its evidence comes out.

May use `index`; never `evaluation`.
"""
