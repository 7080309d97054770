"""Case-mix standardisation: what a home's figures would be with England's mix of residents.

Residents are weighted by raking (iterative proportional fitting; Deming and Stephan 1940,
doi 10.1214/aoms/1177731829) until their days add up to the standard shares of dementia severity
and of dependency. Homes and arms then differ by how residents fare, not by who lives there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from carehome_sim.outcomes.constants import numbers

Array = np.ndarray[Any, Any]
ROUNDS = 12
MARGINS = (("severity", "standard_severity_shares"), ("dependency_class", "standard_dependency"))


def standard_weights(stays: Array) -> Array:
    """A weight for each stay, mean 1 over days, ``(stays,)``.

    A class that no resident of the home belongs to is left out of the standard.
    """
    days = stays["days"].astype(np.float64)
    weights = np.ones(len(stays))
    if not days.sum() > 0.0:
        return weights
    for _ in range(ROUNDS):
        for field, standard in MARGINS:
            shares = np.array(numbers(standard))
            lived = np.bincount(stays[field], weights * days, minlength=len(shares))
            shares = np.where(lived > 0.0, shares, 0.0)
            wanted = shares / shares.sum() * lived.sum()
            factor = np.divide(wanted, lived, out=np.zeros(len(shares)), where=lived > 0.0)
            weights = weights * factor[stays[field]]
    return weights
