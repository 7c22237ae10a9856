"""How app/reader.onnx was made, from two public sets and our own news (docs/READER.md).

For those who train it anew; needs torch, which the program never imports.
"""
