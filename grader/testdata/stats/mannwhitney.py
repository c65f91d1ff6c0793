"""Prints the cases of mannwhitney.json: two-sided Mann-Whitney p-values as scipy computes them.

python3 mannwhitney.py >mannwhitney.json   (made with scipy 1.17.1)
"""

import json
import random

import numpy as np
from scipy.stats import mannwhitneyu, permutation_test


def no_ties(a, b):
    return "exact", mannwhitneyu(a, b, method="exact").pvalue


def ties(a, b):
    """Every way to deal the pooled values to two sides; U counts a tie as a half."""

    def u(x, y, axis=-1):
        x, y = np.expand_dims(x, -1), np.expand_dims(y, -2)
        return (x > y).sum(axis=(-1, -2)) + 0.5 * (x == y).sum(axis=(-1, -2))

    result = permutation_test((a, b), u, vectorized=True, n_resamples=np.inf, alternative="two-sided", batch=4096)
    return "permutation", result.pvalue


def large(a, b):
    return "asymptotic", mannwhitneyu(a, b, method="asymptotic", use_continuity=True).pvalue


def cases():
    dice = random.Random(20261120)
    distinct = lambda n, shift: [round(dice.gauss(100 + shift, 10), 6) for _ in range(n)]
    coarse = lambda n, shift: [float(dice.randint(0, 6) + shift) for _ in range(n)]
    yield no_ties, [1.0, 2.0, 3.0, 4.0, 5.0], [6.0, 7.0, 8.0, 9.0, 10.0]
    yield no_ties, [1.0], [2.0]
    for n, m in [(2, 3), (3, 3), (4, 4), (4, 9), (5, 5), (6, 6), (6, 6), (6, 7), (8, 8), (10, 10), (12, 12), (15, 15), (20, 20), (1, 30), (35, 5)]:
        for shift in (0, 9):
            yield no_ties, distinct(n, 0), distinct(m, shift)
    for n, m in [(2, 3), (2, 2), (3, 4), (4, 4), (5, 5), (6, 6), (6, 6), (4, 9), (7, 7), (8, 8), (9, 9), (3, 14)]:
        for shift in (0, 2):
            yield ties, coarse(n, 0), coarse(m, shift)
    yield ties, [1.0] * 5, [1.0] * 4 + [2.0]
    for n, m in [(21, 20), (30, 30), (50, 10), (100, 100)]:
        for shift in (0, 3):
            yield large, coarse(n, 0), coarse(m, shift)
            yield large, distinct(n, 0), distinct(m, 4 * shift)


lines = []
for test, a, b in cases():
    how, p = test(a, b)
    lines.append("  " + json.dumps({"how": how, "a": a, "b": b, "p": float(p)}))
print("[\n" + ",\n".join(lines) + "\n]")
