"""How app/reader.onnx was made: examples from two public sets, training, export (docs/READER.md).

For those who train it anew; needs torch, which the program never imports.
"""
