"""Studies: many homes, several arms, kept in a folder that can be resumed, opened and checked."""

from carehome_sim.study.attribution import AttributionResult, attribute
from carehome_sim.study.bits import Problem
from carehome_sim.study.conduct import compare, simulate
from carehome_sim.study.futures import RobustResult, robust
from carehome_sim.study.indices import SensitivityResult, sensitivity
from carehome_sim.study.opening import open_result
from carehome_sim.study.result import StudyResult
from carehome_sim.study.verification import Verification, verify

__all__ = [
    "AttributionResult",
    "Problem",
    "RobustResult",
    "SensitivityResult",
    "StudyResult",
    "Verification",
    "attribute",
    "compare",
    "open_result",
    "robust",
    "sensitivity",
    "simulate",
    "verify",
]
