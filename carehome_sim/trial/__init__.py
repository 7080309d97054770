"""Virtual cluster-randomised trials: homes randomised, residents recruited, lost and analysed.

:class:`TrialDesign` says what a published trial did, :func:`run_trial` does it in simulated
homes, and :func:`analyse` gives the effect as the trial's paper would have reported it.
"""

from carehome_sim.trial.analysis import Effect, analyse
from carehome_sim.trial.design import BASELINE_DAY, WITHDRAWAL_PER_MONTH, TrialDesign
from carehome_sim.trial.participants import attrition, participants
from carehome_sim.trial.trial import TrialResult, randomised, run_trial

__all__ = [
    "BASELINE_DAY",
    "WITHDRAWAL_PER_MONTH",
    "Effect",
    "TrialDesign",
    "TrialResult",
    "analyse",
    "attrition",
    "participants",
    "randomised",
    "run_trial",
]
