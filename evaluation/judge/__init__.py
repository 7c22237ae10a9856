"""How app/judge.onnx was made: twins of claims, examples, training, export (docs/JUDGE.md).

For those who train it anew; needs torch, which the program never imports.
"""
