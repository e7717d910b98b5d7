"""Two inspection games in closed form: what a number of inspections deters, as ratios and values only.

They assume that the inspected side weighs gain against loss and knows the plan. No statement about any State follows.
"""

from math import comb


def deterrence_ratio(sites: int, visited: int, recognised: float) -> float | None:
    """Loss over gain from which a one-time violation does not pay: it is noticed with p = q n / N, so (1 - p) / p.

    None without visits that recognise anything. R. Avenhaus, B. von Stengel and S. Zamir, Inspection games, in Handbook
    of Game Theory 3 (2002), chapter 51.
    """
    p = recognised * min(visited, sites) / sites if sites else 0.0
    return (1.0 - p) / p if p > 0.0 else None


def sequential_value(opportunities: int, inspections: int) -> float:
    """Value of Dresher's game to the inspector: -1 for a violation not noticed, +1 for one that is, 0 for none.

    The inspector has so many inspections for so many opportunities, of which a violator uses one at most.
    v = -C(n - 1, m) / sum of C(n, i) for i = 0 to m. M. Dresher, RAND memorandum RM-2972-ARPA (1962).
    """
    if inspections >= opportunities:
        return 0.0
    return -comb(opportunities - 1, inspections) / sum(comb(opportunities, i) for i in range(inspections + 1))
