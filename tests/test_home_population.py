"""The people of a new home match the inputs, jointly where it matters, and the mix stays so.

Every test states how often it would alarm falsely; seeds are fixed, so a pass stays a pass.
"""

from __future__ import annotations

import home_worlds as worlds
import numpy as np
import pytest
from scipy import stats

from carehome_sim.evidence import default_values
from carehome_sim.home.day import advance
from carehome_sim.home.engine import new_home

pytestmark = pytest.mark.statistical

FALSE_ALARM = 1e-4
HOMES = 150
P = {name.rpartition(".")[2]: value for name, value in default_values().items()}


@pytest.fixture(scope="module")
def people() -> np.ndarray:
    """Residents of many new homes."""
    arm = worlds.arm(1)
    homes = [new_home(arm, seed=17, home=number) for number in range(HOMES)]
    rows = np.concatenate([np.asarray(home.residents) for home in homes])
    return rows[rows["present"] == 1]


@pytest.fixture(scope="module")
def workers() -> np.ndarray:
    """Care staff of many new homes."""
    arm = worlds.arm(1)
    homes = [new_home(arm, seed=17, home=number) for number in range(HOMES)]
    rows = np.concatenate([np.asarray(home.staff) for home in homes])
    return rows[rows["employed"] == 1]


def share_is(found: np.ndarray, expected: float) -> bool:
    return bool(stats.binomtest(int(found.sum()), len(found), expected).pvalue > FALSE_ALARM)


@pytest.mark.parametrize(
    ("field", "parameter"),
    [("female", "female_share"), ("self_funder", "self_funder_share")],
)
def test_shares_of_residents_match_the_inputs(people, field, parameter):
    assert share_is(people[field] == 1, P[parameter])


def test_family_pain_and_attorneys_match_the_inputs(people):
    assert share_is(people["visits_per_week"] == 0.0, P["no_contact_share"])
    assert share_is(people["visits_per_week"] >= 1.0, P["visited_weekly_share"])
    assert share_is(people["pain_01"] > 0.0, P["pain_share"])
    visited = people[people["visits_per_week"] > 0.0]
    assert share_is(visited["attorney"] == 1, P["attorney_share"])
    assert (people[people["visits_per_week"] == 0.0]["attorney"] == 0).all()


def test_cognition_and_function_have_the_published_distributions(people):
    for field, most in (("mmse", "mmse_most"), ("barthel", "barthel_most")):
        a, b = P[f"{field}_shape_a"], P[f"{field}_shape_b"]
        fitted = stats.beta(a, b, scale=P[most])
        assert stats.kstest(people[field], fitted.cdf).pvalue > FALSE_ALARM
        lower, middle, upper = np.quantile(people[field], [0.25, 0.5, 0.75])
        published = (4, 13, 22) if field == "mmse" else (2.5, 9, 15.5)  # Gordon 2014
        assert np.abs(np.array([lower, middle, upper]) - published).max() < 1.2


def test_cognition_and_function_go_together(people):
    normal = stats.norm.ppf(people["cognition_rank_01"]), stats.norm.ppf(people["function_rank_01"])
    found = np.arctanh(np.corrcoef(*normal)[0, 1])
    expected = np.arctanh(P["cognition_function_correlation"])
    assert abs(found - expected) * np.sqrt(len(people) - 3) < stats.norm.isf(FALSE_ALARM / 2)


def test_severity_follows_from_both_marginals(people):
    dementia = people["severity"] > 0
    assert share_is(dementia, P["dementia_share"])
    severe = 1.0 - P["mild_share"] - P["moderate_share"]
    shares = (P["mild_share"], P["moderate_share"], severe)
    counts = [(people["severity"] == code).sum() for code in (1, 2, 3)]
    expected = np.array(shares) * sum(counts)
    assert stats.chisquare(counts, expected).pvalue > FALSE_ALARM
    for code in (0, 1, 2):
        abler = people["mmse"][people["severity"] == code].min()
        assert abler >= people["mmse"][people["severity"] == code + 1].max()


def test_ages_and_times_of_day_match_the_inputs(people):
    for field, mean, sd in (
        ("age_years", P["age_mean_years"], P["age_sd_years"]),
        ("rise_pref_min", P["rise_mean_min"], P["rise_sd_min"]),
        ("bed_pref_min", P["bed_mean_min"], P["bed_sd_min"]),
    ):
        z = (people[field].mean() - mean) / (sd / np.sqrt(len(people)))
        assert abs(z) < 8  # the ends are cut off: a little off the uncut mean is right
        assert 0.85 * sd < people[field].std() < 1.02 * sd


def test_staff_match_the_inputs(workers):
    n = len(workers)
    for field, name in (("values_01", "values"), ("skill_01", "skill")):
        mean, sd = P[f"{name}_mean_01"], P[f"{name}_sd_01"]
        carers = workers[workers["role"] == 0][field]
        assert abs(carers.mean() - mean) < 5 * sd / np.sqrt(len(carers)) + 0.15 * sd
    tenure = -workers["since_day"]
    assert stats.kstest(tenure + 0.5, "expon", args=(0, 365 / P["leavers_per_year"])).pvalue > 1e-6
    assert n > HOMES * 20


def test_staff_know_best_those_they_have_long_worked_with():
    home = new_home(worlds.arm(1), seed=3, home=0)
    staff, residents = np.asarray(home.staff), np.asarray(home.residents)
    overlap = -np.maximum.outer(staff["since_day"], residents["since_day"])
    near = staff["unit"][:, None] == residents["unit"][None, :]
    here = (staff["employed"] == 1)[:, None] & (residents["present"] == 1)[None, :] & near
    known = np.asarray(home.ties)["knowledge_01"]
    assert stats.spearmanr(overlap[here], known[here]).statistic > 0.95
    assert (known[staff["agency"] == 1] == 0).all()


def test_the_case_mix_of_residents_stays_for_five_years():
    """Mean dependency and cognition of the prevalent mix drift by under 0.1 of their spread."""
    arm = worlds.arm(5 * 365)
    first, last = [], []
    for number in range(40):
        home = new_home(arm, seed=23, home=number)
        for found, hours in ((first, 24), (last, (5 * 365 - 2) * 24)):
            advance(home, hours)
            rows = np.asarray(home.residents)
            found.append(rows[rows["present"] == 1].copy())
    before, after = np.concatenate(first), np.concatenate(last)
    for field in ("dependency_01", "mmse"):
        spread = before[field].std()
        standard_error = spread * np.sqrt(2 / len(before))
        drift = abs(after[field].mean() - before[field].mean())
        assert drift < 0.1 * spread + 2 * standard_error, field
    assert abs(after["self_funder"].mean() - before["self_funder"].mean()) < 0.08
