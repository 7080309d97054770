"""The registries of parameters and outcomes: the one place where a number is declared."""

from carehome_sim.evidence.registry import (
    Follows,
    Outcome,
    Parameter,
    RegistryError,
    Target,
    default_values,
    outcomes,
    parameters,
    targets,
)

__all__ = [
    "Follows",
    "Outcome",
    "Parameter",
    "RegistryError",
    "Target",
    "default_values",
    "outcomes",
    "parameters",
    "targets",
]
