"""How app/reader.onnx was made, from public sets and our own news and stories (docs/READER.md).

For those who train it anew; needs torch, which the program never imports.
"""
