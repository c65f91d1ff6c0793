"""Prints the cases of mannwhitney.json: two-sided Mann-Whitney p-values, not computed by Gauntlet.

python3 mannwhitney.py >mannwhitney.json   (made with scipy 1.17.1)

exact: scipy, no ties. permutation: scipy, every deal of tied values. counted: whole numbers and group by group of
equal values, for tied values whose deals are too many to go through. asymptotic: scipy, beyond 64 values in all.
"""

import json
import random
from fractions import Fraction
from math import comb

import numpy as np
from scipy.stats import mannwhitneyu, permutation_test


def no_ties(a, b):
    return "exact", mannwhitneyu(a, b, method="exact").pvalue


def ties(a, b):
    """Every way to deal the pooled values to two sides; U counts a tie as a half."""

    def u(x, y, axis=-1):
        x, y = np.expand_dims(x, -1), np.expand_dims(y, -2)
        return (x > y).sum(axis=(-1, -2)) + 0.5 * (x == y).sum(axis=(-1, -2))

    if min(len(a), len(b)) < 2:
        return counted(a, b)  # scipy wants two values a side
    result = permutation_test((a, b), u, vectorized=True, n_resamples=np.inf, alternative="two-sided", batch=4096)
    assert abs(result.pvalue - counted(a, b)[1]) < 1e-12, (a, b)
    return "permutation", result.pvalue


def counted(a, b):
    """{(values of a so far, 2 U so far): ways}, one group of equal values after the other."""
    ways = {(0, 0): 1}
    before = 0
    for value in sorted(set(a + b)):
        size = (a + b).count(value)
        following = {}
        for (taken, u), n in ways.items():
            for of_a in range(size + 1):
                key = (taken + of_a, u + of_a * (2 * (before - taken) + size - of_a))
                following[key] = following.get(key, 0) + n * comb(size, of_a)
        ways, before = following, before + size
    seen = sum(2 * (x > y) + (x == y) for x in a for y in b)
    dealt = {u: n for (taken, u), n in ways.items() if taken == len(a)}
    lower = sum(n for u, n in dealt.items() if u <= seen)
    upper = sum(n for u, n in dealt.items() if u >= seen)
    return "counted", min(1.0, float(Fraction(2 * min(lower, upper), sum(dealt.values()))))


def large(a, b):
    return "asymptotic", mannwhitneyu(a, b, method="asymptotic", use_continuity=True).pvalue


DICE = random.Random(20261120)


def distinct(n, shift):
    return [round(DICE.gauss(100 + shift, 10), 4) for _ in range(n)]


def coarse(n, shift):
    return [float(DICE.randint(0, 6) + shift) for _ in range(n)]


def sides(draw, sizes, shifts):
    """Draws both sides for every pair of sizes and every shift of the second."""
    return [(draw(n, 0), draw(m, shift)) for n, m in sizes for shift in shifts]


def cases():
    yield no_ties, [1.0, 2.0, 3.0, 4.0, 5.0], [6.0, 7.0, 8.0, 9.0, 10.0]
    yield no_ties, [1.0], [2.0]
    tiny = [(1, 1), (1, 2), (2, 1), (1, 3), (2, 2), (2, 3), (3, 2), (1, 6), (3, 3), (3, 4), (4, 4), (2, 7)]
    usual = [(4, 9), (5, 5), (6, 6), (6, 6), (6, 7), (5, 8), (7, 7), (8, 8), (9, 6), (10, 10), (12, 12), (12, 6), (15, 15)]
    uneven = [(1, 30), (35, 5), (2, 40), (3, 37), (40, 8), (25, 4), (1, 63)]
    limit = [(19, 20), (20, 20), (21, 19), (20, 21), (24, 24), (18, 30), (30, 30), (31, 32), (32, 32), (24, 40)]
    for a, b in sides(distinct, tiny + usual, (0, 9)) + sides(distinct, uneven + limit, (0, 5, 12)):
        yield no_ties, a, b
    for a, b in sides(coarse, tiny + usual[:-3] + [(3, 14), (16, 4)], (0, 1, 3)):
        yield ties, a, b
    for a, b in sides(coarse, usual[-3:] + uneven + limit, (0, 1, 2)):
        yield counted, a, b
    for n, m in [(1, 1), (2, 3), (5, 5), (6, 4)]:
        yield ties, [1.0] * n, [1.0] * m
        yield ties, [1.0] * n, [1.0] * (m - 1) + [2.0]
    yield counted, [7.5] * 32, [7.5] * 32
    yield counted, [7.5] * 31 + [8.5], [7.5] * 32
    beyond = [(33, 32), (45, 20), (50, 50), (60, 10), (100, 100), (64, 2)]
    for a, b in sides(coarse, beyond, (0, 1)) + sides(distinct, beyond, (0, 6)):
        yield large, a, b


lines = []
for test, a, b in cases():
    how, p = test(a, b)
    lines.append("  " + json.dumps({"how": how, "a": a, "b": b, "p": float(p)}))
print("[\n" + ",\n".join(lines) + "\n]")
