"""Virtual trials: known truths, losses by chance alone, and a small trial in simulated homes."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripts import loaded

from carehome_sim.errors import InputError
from carehome_sim.study.bench import Bench, Recipe, recipe
from carehome_sim.trial import (
    BASELINE_DAY,
    WITHDRAWAL_PER_MONTH,
    TrialDesign,
    TrialResult,
    analyse,
    attrition,
    participants,
    randomised,
    run_trial,
)
from carehome_sim.trial.design import CONTROL, DAYS_PER_MONTH, TREATMENT
from carehome_sim.trial.instruments import INSTRUMENTS, Seen, seen
from carehome_sim.trial.mixed import fit_random_intercept
from carehome_sim.trial.participants import DIED, PRESENT, WITHDRAWN, columns_of

ICC = 0.15
WAVE = 84
REPLICATES = 1000
USUAL = recipe(warmup_days=56)
TRAINED = USUAL.but(uses=("person_centred_training",))


@pytest.fixture(scope="module")
def truth() -> ModuleType:
    return loaded("experiments/trial_coverage/run.py")


# Coverage. Were it 95 % in truth, 1,000 replicates would fall outside 93-97 % in 4 of 1,000 runs
# (normal, SE 0.69 points) and outside 92-98 % in 1 of 70,000; the seed is fixed.


@pytest.mark.statistical
def test_with_thirty_homes_the_interval_covers_the_truth_and_the_icc_is_found(truth) -> None:
    found = truth.covered(homes=30, icc=ICC, effect=0.0, replicates=REPLICATES, seed=11)
    assert 0.93 <= found["coverage_t"] <= 0.97
    assert 0.03 <= found["significant_share"] <= 0.07  # of trials of something without effect
    assert found["mean_effect"] == pytest.approx(0.0, abs=4 * 2.1 / REPLICATES**0.5)
    assert found["root_mean_square_se"] == pytest.approx(found["sd_of_effects"], rel=0.1)
    assert found["mean_icc"] == pytest.approx(ICC, abs=0.01)


@pytest.mark.statistical
@pytest.mark.parametrize("homes", [8, 12])
def test_with_few_homes_the_t_reference_holds_where_the_normal_does_not(truth, homes) -> None:
    found = truth.covered(homes=homes, icc=ICC, effect=-5.0, replicates=REPLICATES, seed=12)
    assert 0.92 <= found["coverage_t"] <= 0.98
    assert found["coverage_normal"] < {8: 0.92, 12: 0.94}[homes]


@pytest.mark.statistical
def test_a_covariate_of_homes_costs_a_degree_of_freedom_and_keeps_coverage(truth) -> None:
    rng, inside = np.random.default_rng(14), []
    for _ in range(REPLICATES // 2):  # 3 of 10,000 runs outside 91.5-98.5 % were it 95 %
        frame = truth.simulated(rng, homes=8, icc=ICC, effect=-5.0)
        means = frame.groupby("home")["agitation_baseline"].transform("mean")
        frame["agitation_home_baseline"] = means
        found = analyse(frame, "agitation", WAVE, baseline="home")
        low, high = found.interval()
        inside.append(low <= -5.0 <= high)
    assert found.df == 5
    assert 0.915 <= np.mean(inside) <= 0.985


@pytest.mark.statistical
def test_statsmodels_finds_what_the_profile_finds(truth) -> None:
    """A second opinion on the same REML criterion; where it complains, the profile stands."""
    rng, heard = np.random.default_rng(15), 0
    for _ in range(6):
        frame = truth.simulated(rng, homes=16, icc=0.3, effect=-5.0)
        own, other = (
            analyse(frame, "agitation", WAVE, solver=solver)
            for solver in ("profile", "statsmodels")
        )
        heard += bool(other.notes)
        assert other.value == pytest.approx(own.value, rel=1e-3)
        assert other.se == pytest.approx(own.se, rel=1e-3)
        assert other.icc == pytest.approx(own.icc, abs=1e-3)
    assert heard < 3


@pytest.mark.unit
def test_where_homes_do_not_differ_it_is_least_squares_with_homes_degrees_of_freedom() -> None:
    residents = np.arange(48)
    home = residents // 6
    arm = np.where(home < 4, CONTROL, TREATMENT)
    baseline = np.tile([1.0, 2.0, 3.0, 3.0, 2.0, 1.0], 8)
    score = baseline + np.tile([1.0, -1.0, 2.0, -2.0, 0.5, -0.5], 8) + 2.0 * (arm == TREATMENT)
    frame = pd.DataFrame(
        {"home": home, "arm": arm, "person": residents, "wave_day": WAVE, "joined_day": 0}
        | {"agitation": score, "agitation_baseline": baseline}
    )
    found = analyse(frame, "agitation", WAVE)
    terms = np.column_stack([np.ones(48), arm == TREATMENT, baseline])
    plain, rest, *_ = np.linalg.lstsq(terms, score, rcond=None)
    covariance = np.linalg.inv(terms.T @ terms) * rest[0] / 45
    assert found.icc == 0.0 and found.df == 6 and found.homes == 8 and found.residents == 48
    assert found.value == pytest.approx(plain[1]) == pytest.approx(2.0)
    assert found.se == pytest.approx(covariance[1, 1] ** 0.5)
    assert found.sd == pytest.approx((48 * (2 / 3) / 46) ** 0.5)
    assert found.smd == pytest.approx(2.0 / found.sd)
    noted = analyse(frame, "agitation", WAVE, solver="statsmodels")
    assert noted.notes and noted.value == found.value and noted.se == found.se


@pytest.mark.property
@given(
    seed=st.integers(0, 2**32 - 1),
    icc=st.floats(0.0, 0.9),
    shift=st.floats(-1e3, 1e3),
    factor=st.floats(0.01, 100.0),
)
def test_unit_and_origin_of_an_outcome_do_not_matter(seed, icc, shift, factor) -> None:
    rng = np.random.default_rng(seed)
    home = np.repeat(np.arange(10), rng.integers(1, 9, 10))
    terms = np.column_stack([np.ones(len(home)), home % 2, rng.standard_normal(len(home))])
    score = icc**0.5 * rng.standard_normal(10)[home] + rng.standard_normal(len(home))
    one = fit_random_intercept(score, terms, home)
    other = fit_random_intercept(shift + factor * score, terms, home)
    assert 0.0 <= one.icc < 1.0
    assert other.icc == pytest.approx(one.icc, abs=1e-3)
    assert other.coefficients[1] == pytest.approx(factor * one.coefficients[1], rel=1e-2, abs=1e-3)
    assert other.covariance[1, 1] == pytest.approx(factor**2 * one.covariance[1, 1], rel=1e-2)


# Who takes part and who is lost.


def made_up(rng: np.random.Generator, *, people: int, waves: int, death: float) -> Seen:
    """Readings of a home whose residents die at a rate and are not replaced."""
    lived = rng.geometric(death, people) if death else np.full(people, waves + 2)
    rows = [
        (28 * (n + 1), one) for n in range(waves + 1) for one in range(people) if lived[one] > n
    ]
    day, person = np.array(rows).T
    score = rng.normal(50.0, 10.0, len(day))
    scores = {(name, rater): score for name, raters in INSTRUMENTS.items() for rater in raters}
    return Seen(day, person, rng.integers(0, 4, people)[person], scores)


@pytest.mark.statistical
def test_withdrawal_is_as_declared_and_loses_both_arms_alike() -> None:
    """Loss at 6.5 months (C7) with deaths as published; false alarms below 1 in 1,000."""
    rng = np.random.default_rng(16)
    design = TrialDesign(2, follow_up_days=(196,), dementia_only=False)
    death = 1.0 - (1.0 - 0.195) ** (0.73 * BASELINE_DAY / (6.5 * DAYS_PER_MONTH))
    table = attrition(
        pd.concat(
            participants(
                made_up(rng, people=40, waves=8, death=death),
                home=home,
                arm=(CONTROL, TREATMENT)[home % 2],
                design=design,
                seed=3,
            )
            for home in range(200)
        )
    )
    expected = 1.0 - np.exp(-WITHDRAWAL_PER_MONTH * 196 / DAYS_PER_MONTH)
    assert round(WITHDRAWAL_PER_MONTH, 4) == 0.0090
    assert table["began"].to_list() == pytest.approx([3900, 3900], abs=150)
    assert table["lost_share"].to_list() == pytest.approx([0.193, 0.193], abs=0.022)
    assert table["died_share_of_lost"].mean() == pytest.approx(0.73, abs=0.04)
    assert (table["withdrawn"] / table["began"]).mean() == pytest.approx(expected, abs=0.011)


@pytest.mark.unit
def test_withdrawal_does_not_depend_on_the_arm_and_nobody_comes_back() -> None:
    home = made_up(np.random.default_rng(17), people=60, waves=12, death=0.05)
    design = TrialDesign(2, follow_up_days=(84, 168, 336), withdrawal_per_month=0.1)
    one, other = (
        participants(home, home=4, arm=arm, design=design, seed=3) for arm in (CONTROL, TREATMENT)
    )
    pd.testing.assert_frame_equal(one.drop(columns="arm"), other.drop(columns="arm"))
    assert set(one["status"]) == {PRESENT, DIED, WITHDRAWN}
    for _, course in one.groupby("person")["status"]:
        lost = [status for status in course if status != PRESENT]
        assert course.to_list() == [PRESENT] * (len(course) - len(lost)) + lost
        assert len(set(lost)) <= 1
    there = one["status"] == PRESENT
    assert one["agitation"].notna().equals(there)
    kept = TrialDesign(2, follow_up_days=(84, 168, 336), withdrawal_per_month=0.0)
    all_stay = participants(home, home=4, arm=CONTROL, design=kept, seed=3)
    assert set(all_stay["status"]) == {PRESENT, DIED}


@pytest.mark.unit
def test_eligibility_and_places_limit_who_is_recruited() -> None:
    home = made_up(np.random.default_rng(18), people=60, waves=3, death=0.0)
    design = TrialDesign(2, 8, least_cmai=45.0, follow_up_days=(84,))
    found = participants(home, home=0, arm=CONTROL, design=design, seed=3)
    assert len(found) == 8 and found["agitation_baseline"].min() >= 45.0
    demented = set(home.person[(home.day == BASELINE_DAY) & (home.severity > 0)].tolist())
    assert set(found["person"]) <= demented
    elsewhere = participants(home, home=1, arm=CONTROL, design=design, seed=3)
    assert set(elsewhere["person"]) != set(found["person"])


@pytest.mark.property
@given(homes=st.integers(2, 40), seed=st.integers(0, 2**64 - 1), replicate=st.integers(0, 1000))
def test_homes_are_randomised_one_to_one_by_the_seed_alone(homes, seed, replicate) -> None:
    arms = randomised(homes, seed=seed, replicate=replicate)
    assert list(arms) == list(range(2 * homes * replicate, 2 * homes * (replicate + 1)))
    assert list(arms.values()).count(CONTROL) == list(arms.values()).count(TREATMENT) == homes
    assert arms == randomised(homes, seed=seed, replicate=replicate)


@pytest.mark.statistical
def test_other_seeds_and_replicates_randomise_otherwise_and_every_home_alike() -> None:
    draws = [randomised(10, seed=seed) for seed in range(1000)]
    treated = np.array([[arm == TREATMENT for arm in one.values()] for one in draws])
    assert len({tuple(row) for row in treated.tolist()}) > 950
    # 20 homes, each treated in half of the draws: SE 1.6 points, so four of them 1 in 800 runs
    assert np.abs(treated.mean(axis=0) - 0.5).max() < 4 * 0.5 / 1000**0.5
    again = [*randomised(10, seed=0, replicate=1).values()]
    assert again != [*randomised(10, seed=0).values()]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"homes_per_arm": 1}, "homes_per_arm"),
        ({"follow_up_days": (90,)}, "multiples of 28"),
        ({"follow_up_days": (84, 28)}, "rising"),
        ({"follow_up_days": ()}, "at least one"),
        ({"outcomes": ("agitaton",)}, "agitation"),
        ({"outcomes": ()}, "at least one outcome"),
        ({"rater": "family"}, "true, staff, recalled"),
        ({"residents_per_home": 0}, "1 or more"),
        ({"withdrawal_per_month": -0.1}, "0 or more"),
        ({"cohort": "half"}, "closed or open"),
        ({"cohort": "open", "least_cmai": 39.0}, "come later"),
    ],
)
def test_a_design_that_cannot_be_carried_out_says_what_is_allowed(wrong, word) -> None:
    with pytest.raises(InputError, match=word):
        TrialDesign(**{"homes_per_arm": 4, **wrong})


@pytest.mark.unit
def test_too_few_homes_and_homes_that_cannot_be_told_apart_are_refused(truth) -> None:
    frame = truth.simulated(np.random.default_rng(19), homes=4, icc=ICC, effect=0.0)
    frame["beds"] = (frame["arm"] == TREATMENT) * 1.0
    with pytest.raises(ValueError, match="cannot be told apart"):
        analyse(frame, "agitation", WAVE, home_covariates=["beds"])
    with pytest.raises(ValueError, match="too few"):
        analyse(
            frame.assign(more=frame["home"]), "agitation", WAVE, home_covariates=["beds", "more"]
        )
    with pytest.raises(ValueError, match=r"0 homes .* control"):
        analyse(frame[frame["arm"] == TREATMENT], "agitation", WAVE)
    with pytest.raises(ValueError, match="baseline is"):
        analyse(frame, "agitation", WAVE, baseline="none at all")


# A small trial in simulated homes.


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(seed=5)


@pytest.fixture(scope="module")
def small(bench: Bench) -> TrialResult:
    design = TrialDesign(
        3, 10, follow_up_days=(28, 84), outcomes=("agitation", "depression", "quality_of_life")
    )
    return run_trial(bench, USUAL, TRAINED, design)


@pytest.mark.unit
def test_a_small_trial_gives_participants_effects_and_losses(bench, small) -> None:
    frame = small.frame
    assert tuple(frame.columns) == columns_of(small.design)
    assert frame.groupby("home")["arm"].first().to_dict() == small.arms
    assert (frame.groupby(["home", "wave_day"])["person"].nunique() <= 10).all()
    assert set(frame["wave_day"]) == {28, 84}
    assert frame["agitation_baseline"].between(29.0, 203.0).all()
    assert set(small.effects) == {(o, d) for o in small.design.outcomes for d in (28, 84)}
    effect = small.effect("agitation", 84)
    assert effect.df == 4 and effect.homes == 6
    low, high = effect.interval()
    assert low < effect.value < high and 0.0 < effect.p <= 1.0
    assert effect.smd * effect.sd == pytest.approx(effect.value)
    assert len(small.table()) == 6
    assert small.attrition["began"].sum() == len(frame)
    assert bench.homes_lived == 6  # each home in its own arm only


@pytest.mark.unit
def test_a_closed_cohort_has_nobody_who_came_later_and_an_open_one_refills(bench) -> None:
    closed, opened = (
        run_trial(bench, USUAL, TRAINED, TrialDesign(3, follow_up_days=(28, 168), cohort=cohort))
        for cohort in ("closed", "open")
    )
    assert set(closed.frame["joined_day"]) == {0}
    early, late = (
        set(map(tuple, f[["home", "person"]].to_numpy()))
        for _, f in closed.frame.groupby("wave_day")
    )
    assert early == late
    came = opened.frame["joined_day"] > 0
    assert came.any() and opened.frame.loc[came, "agitation_baseline"].isna().all()
    began = opened.frame[~came].drop(columns=["agitation_home_baseline"])
    pd.testing.assert_frame_equal(
        began.reset_index(drop=True), closed.frame[began.columns], check_dtype=False
    )
    assert opened.effect("agitation", 168).df == 3
    assert opened.effect("agitation", 168).residents > closed.effect("agitation", 168).residents


@pytest.mark.equality
def test_until_the_baseline_a_home_is_the_same_in_either_arm(bench) -> None:
    made = {
        arm: one.but(days=56, start_day=BASELINE_DAY)
        for arm, one in ((CONTROL, USUAL), (TREATMENT, TRAINED))
    }
    found = [bench.lived({arm: one}, 2, seen, numbers=(7, 3))[arm] for arm, one in made.items()]
    for one, other in zip(*found, strict=True):
        at_start = one.day == BASELINE_DAY
        for score in one.scores:
            np.testing.assert_array_equal(
                one.scores[score][at_start], other.scores[score][: at_start.sum()]
            )


@pytest.mark.equality
def test_numbered_homes_are_those_of_the_same_number(bench) -> None:
    made = USUAL.but(days=28)
    every = bench.lived({"all": made}, 6, seen)["all"]
    chosen = bench.lived({"some": made}, 0, seen, numbers=(4, 1))["some"]
    for number, one in zip((4, 1), chosen, strict=True):
        np.testing.assert_array_equal(one.person, every[number].person)
        np.testing.assert_array_equal(
            one.scores["agitation", "true"], every[number].scores["agitation", "true"]
        )


@pytest.mark.unit
@pytest.mark.parametrize(
    "other", [USUAL.but(changed={"home.beds": 20.0}), USUAL.but(warmup_days=28)]
)
def test_arms_that_differ_before_the_baseline_are_refused(bench: Bench, other: Recipe) -> None:
    with pytest.raises(ValueError, match="differ before the baseline"):
        run_trial(bench, USUAL, other, TrialDesign(2, follow_up_days=(28,)))
