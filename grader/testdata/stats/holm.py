"""Prints the cases of holm.json: p-values and how statsmodels adjusts them.

python3 holm.py >holm.json   (made with statsmodels 0.15.0)
"""

import json
import random

from statsmodels.stats.multitest import multipletests

DICE = random.Random(20261122)


def small():
    return round(DICE.random() ** 4, 6)


cases = [[0.04], [0.01, 0.01], [0.03, 0.01, 0.02], [1.0, 1.0, 1.0], [0.0, 1.0, 0.5], [0.6, 0.5, 0.4]]
cases += [[small() for _ in range(DICE.randint(1, 12))] for _ in range(40)]
cases += [[DICE.choice([0.001, 0.01, 0.02, 0.5]) for _ in range(DICE.randint(2, 8))] for _ in range(20)]
lines = []
for raw in cases:
    adjusted = multipletests(raw, method="holm")[1]
    lines.append("  " + json.dumps({"raw": raw, "adjusted": [float(p) for p in adjusted]}))
print("[\n" + ",\n".join(lines) + "\n]")
