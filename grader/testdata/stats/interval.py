"""Prints the cases of interval.json: intervals for a ratio, found by trying ratios, not by ordering them.

python3 interval.py >interval.json   (made with scipy 1.17.1)

A ratio belongs to the interval if scipy's Mann-Whitney test, one side multiplied by it, does not reject. Between two
neighbouring pairwise ratios the answer is the same everywhere, so one try there is enough.
"""

import json
import random

from scipy.stats import mannwhitneyu

EXACT_UP_TO = 64


def accepts(a, b, ratio, level):
    method = "exact" if len(a) + len(b) <= EXACT_UP_TO else "asymptotic"
    return mannwhitneyu(a, [ratio * y for y in b], method=method).pvalue > level * (1 + 1e-9)


def interval(a, b, confidence):
    ratios = sorted({x / y for x in a for y in b})
    gaps = list(zip(ratios, ratios[1:]))
    tries = [ratios[0] / 2] + [(low * high) ** 0.5 for low, high in gaps] + [ratios[-1] * 2]
    kept = [i for i, ratio in enumerate(tries) if accepts(a, b, ratio, 1 - confidence)]
    if not kept or kept[0] == 0:
        return None  # ratios of any size are accepted, or none is
    # Gap i is between ratios i-1 and i.
    return [ratios[kept[0] - 1], ratios[kept[-1]]]


DICE = random.Random(20261121)


def lognormal(n, by):
    return [round(by * DICE.lognormvariate(4, 0.3), 4) for _ in range(n)]


def outliers(n, by):
    return [round(by * 50 * DICE.uniform(1, 1.02) * (5 if DICE.random() < 0.15 else 1), 4) for _ in range(n)]


def coarse(n, by):
    return [float(by * DICE.randint(4, 9)) for _ in range(n)]


SIZES = [(1, 1), (3, 3), (4, 4), (4, 5), (3, 5), (2, 8), (1, 39), (1, 40), (6, 6), (6, 12), (7, 5), (10, 10), (12, 12), (18, 18)]
LARGE = [(20, 20), (24, 24), (30, 30), (32, 32), (33, 32), (50, 20), (60, 40)]

lines = []
for draw in (lognormal, outliers, coarse):
    for sizes, confidences, factors in ((SIZES, (0.9, 0.95, 0.99), (1, 2)), (LARGE, (0.95,), (1, 2))):
        for n, m in sizes:
            for confidence in confidences:
                for by in factors:
                    a, b = draw(n, by), draw(m, 1)
                    ends = interval(a, b, confidence)
                    lines.append("  " + json.dumps({"confidence": confidence, "a": a, "b": b, "ends": ends}))
print("[\n" + ",\n".join(lines) + "\n]")
