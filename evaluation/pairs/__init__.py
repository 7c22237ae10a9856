"""Labelled pairs of a sentence and passages, which measure whether the support check tells them apart.

`records` knows the format, `shelf` where passages come from, `alter` how a sentence is made false (`names`
for which other name), `make` which pairs are made by rule, `cited` how the check is given them, `measure` the
figures, `fit` the check's weights. The pairs quote sentences of Wikipedia (CC BY-SA) by way of CLAP NQ
(Apache-2.0) and SQuAD 2.0 (CC BY-SA 4.0), and of the articles in seeds/; the passages themselves are named
and stay in those sets.
"""
