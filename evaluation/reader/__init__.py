"""How app/reader.onnx was made, from two public sets and our news: examples, training, export (docs/READER.md).

For those who train it anew; needs torch, which the program never imports.
"""
