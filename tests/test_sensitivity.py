"""Sensitivity studies give known answers, keep chance apart, grow, and say when not to rank."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sensitivity_fakes as fakes

from carehome_sim.evidence import parameters
from carehome_sim.report import write_study_report
from carehome_sim.study import open_result, sensitivity, verify
from carehome_sim.study.design import unit_design
from carehome_sim.study.morris import screen
from carehome_sim.study.ranking import ranked
from carehome_sim.study.sampling import morris_design, sobol_design
from carehome_sim.study.sobol import sobol_indices

ALONE = "together = []"


def totals(result: Any) -> dict[str, tuple[float, float, float]]:
    table = result.table("personalisation_index")
    return {
        row["name"]: (row["ST"], row["ST_low"], row["ST_high"]) for row in table.to_dict("records")
    }


@pytest.mark.statistical
def test_ishigami_is_known_with_many_samples_and_not_ranked_with_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sobol and Levitan 1999: totals 0.558, 0.442 and 0.244; firsts 0.314, 0.442 and 0."""
    fakes.install(monkeypatch, fakes.ishigami)
    many = sensitivity(fakes.study(tmp_path, 3, "sobol", 4096, 1, ALONE))
    assert many.converged("personalisation_index")
    found = [value for value, _, _ in totals(many).values()]
    assert found == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    first = many.table("personalisation_index")["S1"].tolist()
    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    ranks = many.ranks("personalisation_index")
    assert ranks["rank"].tolist() == [1, 2, 3]

    few = sensitivity(fakes.study(tmp_path, 3, "sobol", 16, 1, ALONE), out=tmp_path / "few")
    assert few.to_json()["converged"] is False
    page = write_study_report(few).read_text(encoding="utf-8")
    assert "Not converged: do not rank" in page
    assert few.to_json()["ranks"] == [] and "stability" not in page


@pytest.mark.statistical
def test_the_g_function_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Saltelli and Sobol 1995: partial variances 1 / (3 (1 + a)^2)."""
    fakes.install(monkeypatch, fakes.g_function)
    result = sensitivity(fakes.study(tmp_path, 4, "sobol", 1024, 1, ALONE))
    part = 1.0 / (3.0 * (1.0 + np.array([0.0, 1.0, 4.5, 9.0])) ** 2)
    whole = np.prod(1.0 + part) - 1.0
    first = result.table("personalisation_index")["S1"].to_numpy()
    assert first == pytest.approx(part / whole, abs=0.05)
    total = part * np.prod(1.0 + part) / (1.0 + part) / whole
    assert [value for value, _, _ in totals(result).values()] == pytest.approx(total, abs=0.05)


@pytest.mark.statistical
def test_chance_is_kept_apart_and_a_factor_that_does_nothing_shows_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Variance by slopes is 14/12; chance of 2 over 4 homes is 1; what homes are is in neither."""
    fakes.install(monkeypatch, fakes.additive)
    result = sensitivity(fakes.study(tmp_path, 4, "sobol", 512, 4))
    made = 14.0 / 12.0
    assert result.noise_share("personalisation_index") == pytest.approx(1 / (1 + made), abs=0.05)
    found = totals(result)
    for name, share in zip(fakes.FACTORS, (9 / 14, 4 / 14, 1 / 14, 0.0), strict=True):
        value, low, high = found[name]
        assert value == pytest.approx(share, abs=0.15)
        assert low <= share <= high
    _, low, high = found[fakes.FACTORS[3]]
    assert low < 0.0 < high
    groups = result.groups("personalisation_index").set_index("name")
    endogenous = groups.loc["endogenous"] if "endogenous" in groups.index else None
    assert endogenous is None or endogenous["ST"] <= 1.15
    pairs = groups[groups["kind"] == "pair"]
    assert (pairs["interaction"].abs() < 0.2).all()


@pytest.mark.equality
def test_with_one_home_indices_are_salibs() -> None:
    from SALib.analyze import morris as salib_morris
    from SALib.analyze import sobol as salib_sobol

    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
    nothing = np.zeros(2)
    design = sobol_design(3, 256, [[0], [1], [2]], seed=3)
    values = np.array([fakes.ishigami(row, nothing) for row in design])
    ours = sobol_indices(values[:, np.newaxis], 3)
    theirs = salib_sobol.analyze(problem, values, calc_second_order=False, seed=1)
    assert [index.value for index in ours.first] == pytest.approx(theirs["S1"].tolist(), abs=1e-4)
    assert [index.value for index in ours.total] == pytest.approx(theirs["ST"].tolist(), abs=1e-9)

    design = morris_design(3, 12, seed=3)
    values = np.array([fakes.ishigami(row, nothing) for row in design])
    screened = screen(values[:, np.newaxis], design)
    theirs = salib_morris.analyze(problem, design, values, num_levels=4, seed=1)
    assert [one.mu_star for one in screened] == pytest.approx(theirs["mu_star"].tolist())
    assert [one.sigma for one in screened] == pytest.approx(theirs["sigma"].tolist())


@pytest.mark.property
def test_designs_grow_by_adding_rows_at_the_end() -> None:
    swaps = [[0], [1], [2], [0, 2]]
    assert np.array_equal(sobol_design(3, 32, swaps, 5)[: 8 * 6], sobol_design(3, 8, swaps, 5))
    assert np.array_equal(morris_design(4, 9, 5)[: 4 * 5], morris_design(4, 4, 5))
    assert not np.array_equal(morris_design(4, 4, 5), morris_design(4, 4, 6))


@pytest.mark.statistical
def test_morris_tells_what_matters_from_chance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.install(monkeypatch, fakes.additive)
    result = sensitivity(fakes.study(tmp_path, 4, "morris", 40, 8))
    table = result.table("personalisation_index").set_index("name")
    assert table.loc[fakes.FACTORS[0], "mu"] == pytest.approx(3.0, abs=0.6)
    assert table.loc[list(fakes.FACTORS[:2]), "told"].all()
    assert not table.loc[fakes.FACTORS[3], "told"]
    assert len(unit_design(result.study)) == 40 * 5


@pytest.mark.contract
def test_a_study_grows_by_samples_and_homes_computing_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.install(monkeypatch, fakes.additive)
    out = tmp_path / "study"
    sensitivity(fakes.study(tmp_path, 3, "sobol", 8, 20, ALONE), out=out)
    homes = sensitivity(fakes.study(tmp_path, 3, "sobol", 8, 40, ALONE), out=out, grow=True)
    assert (homes.reused_units, homes.manifest["units"]["total"]) == (800, 1600)
    more = sensitivity(fakes.study(tmp_path, 3, "sobol", 16, 40, ALONE), out=out, grow=True)
    assert (more.reused_units, more.manifest["units"]["total"]) == (1600, 3200)
    alone = sensitivity(fakes.study(tmp_path, 3, "sobol", 16, 40, ALONE), out=tmp_path / "alone")
    assert (out / "runs.parquet").read_bytes() == (tmp_path / "alone/runs.parquet").read_bytes()
    assert json.dumps(more.to_json()).replace("study", "alone") == json.dumps(
        alone.to_json()
    ).replace("study", "alone")
    assert verify(out).ok
    assert open_result(out).to_json() == more.to_json()


@pytest.mark.unit
def test_an_order_that_turns_on_the_draw_is_a_tie() -> None:
    generator = np.random.Generator(np.random.Philox(1))
    draws = generator.normal([3.0, 1.0, 0.95, -2.0], 0.2, (500, 4))
    found = ranked(draws, ["a", "b", "c", "d"])
    assert found["rank"].tolist() == [1, 2, 2, 4]
    assert found["tied_with"].tolist() == ["", "c", "b", ""]
    assert found.loc[0, "share_above_next"] == 1.0


@pytest.mark.contract
@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('[[factors]]\nname = "leadership.leadership"', "leadership.leadership_01"),
        ('[[factors]]\nname = "staffing.agency_share"', "is not a setting"),
        ('[[factors]]\nname = "choice.drift_per_year"', "neither a root nor a rule"),
        ('[[factors]]\nname = "leadership.leadership_01"\nhigh = 2.0', "out of range"),
        ('[[factors]]\nname = "leadership.leadership_01"', "is there twice"),
        (
            '[[groups]]\nname = "g"\nfactors = ["leadership.leadership_01", "no.such"]',
            '"no.such" is no factor',
        ),
        (
            '[[groups]]\nname = "leadership.leadership_01"\n'
            'factors = ["leadership.leadership_01", "staffing.rota_flexibility_01"]',
            "is a factor’s name",
        ),
    ],
)
def test_a_study_file_that_is_wrong_is_refused_plainly(
    tmp_path: Path, entry: str, said: str
) -> None:
    from carehome_sim.errors import InputError
    from carehome_sim.scenario import load_study

    fakes.study(tmp_path, 2, "sobol", 8, 2)
    path = tmp_path / "sobol.toml"
    path.write_text(path.read_text(encoding="utf-8") + entry + "\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        load_study(path)
    assert said in str(told.value)
    assert str(path) in str(told.value)


@pytest.mark.unit
def test_homes_are_warmed_up_once_only_where_all_points_may_begin_alike(tmp_path: Path) -> None:
    from dataclasses import replace

    from carehome_sim.study.design import DesignPoints, design_of

    shared = design_of(fakes.study(tmp_path, 2, "sobol", 8, 2))
    assert shared.shares_warm_up
    assert [tuple(unit) for unit in shared.order(0, 2)][:2] == [(0, 0), (1, 0)]
    assert shared.arm(3).room == shared.room
    part = shared.part([5])
    assert (part.identity(5), part.arm(5)) == (shared.identity(5), shared.arm(5))
    assert len(part) == len(shared)
    beds = DesignPoints(shared.base, ["home.beds"], {0: [20.0], 1: [40.0]})
    assert not beds.shares_warm_up
    assert [tuple(unit) for unit in beds.order(0, 2)][:2] == [(0, 0), (0, 1)]
    settled = DesignPoints(replace(shared.base, settled=True), shared.names, shared.values)
    assert not settled.shares_warm_up


@pytest.mark.unit
def test_ranges_are_the_registrys_or_the_middle_of_the_sector() -> None:
    from carehome_sim.scenario.factors import every_factor, ranged

    hours = "staffing.care_hours_per_resident_day"
    assert ranged(hours, 3.3, "full") == (1.5, 6.0)
    low, high = ranged(hours, 3.3, "sector")
    sd = parameters()["sector.hours_sd"].value
    assert (low, high) == pytest.approx((3.3 - sd * 1.2816, 3.3 + sd * 1.2816))
    low, high = ranged("regulation.regulatory_risk_01", 0.5, "sector")
    assert (low, high) == pytest.approx((0.1, 0.9))
    names = every_factor()
    assert len(names) > 60
    assert {"leadership.leadership_01", hours} <= set(names)
    assert "home.beds" not in names
    assert "leadership.floor_h_per_week" not in names


@pytest.mark.direction
def test_real_homes_are_moved_most_by_hours_and_by_real_settings(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    base = (fakes.ROOT / "scenarios" / "baseline.toml").as_posix()
    path.write_text(
        f'kind = "study"\ntitle = "Small"\nbase = "{base}"\ntogether = []\n'
        'outcomes = ["timely_care"]\n[method]\nname = "morris"\nsamples = 6\nreplicates = 2\n'
        '[[factors]]\nname = "staffing.care_hours_per_resident_day"\n'
        '[[factors]]\nname = "society.homes_nearby"\n',
        encoding="utf-8",
    )
    from carehome_sim.scenario import load_study

    short = ["home.beds=12", "run.warmup_days=28", "run.measured_days=28"]
    table = sensitivity(load_study(path, short)).table("timely_care").set_index("name")
    assert table.loc["staffing.care_hours_per_resident_day", "mu"] > 0.1
    assert table.loc["society.homes_nearby", "mu_star"] < 0.05


@pytest.mark.contract
def test_the_smallest_study_has_its_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.install(monkeypatch, fakes.additive)
    for method in ("sobol", "morris"):
        result = sensitivity(fakes.study(tmp_path, 2, method, 2, 1), out=tmp_path / method / "r")
        page = write_study_report(result).read_text(encoding="utf-8")
        assert "do not rank" in page
        json.dumps(result.to_json(), allow_nan=False)


@pytest.mark.contract
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('leave_out = ["no.such"]', "would be no factor anyhow"),
        ("every_factor = true\nleave_out = ['home.homeliness_01']\n[[groups]]\nname = 'g'\n"
         "factors = ['home.homeliness_01', 'leadership.leadership_01']", "is no factor"),
        ('ranges = "sector"', "is not below high, which is 0.73"),
    ],
)  # fmt: skip
def test_names_and_ranges_that_would_be_passed_over_are_refused(
    tmp_path: Path, more: str, said: str
) -> None:
    from carehome_sim.errors import InputError
    from carehome_sim.scenario import load_study

    fakes.study(tmp_path, 2, "sobol", 8, 2)
    path = tmp_path / "sobol.toml"
    text = path.read_text(encoding="utf-8")
    head, method = text.split("[method]")
    top, _, groups = more.partition("[[groups]]")
    if groups:
        method += f"[[groups]]{groups}\n"
    method = method.replace('01"\n', '01"\nlow = 0.9\n', 1) if "sector" in more else method
    path.write_text(f"{head}{top}\n[method]{method}", encoding="utf-8")
    with pytest.raises(InputError, match=said):
        load_study(path)


@pytest.mark.contract
def test_a_factor_is_not_set_as_well_and_one_home_tells_nothing_of_chance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from carehome_sim.errors import InputError
    from carehome_sim.scenario import load_study

    fakes.install(monkeypatch, fakes.additive)
    study = fakes.study(tmp_path, 2, "sobol", 8, 1)
    with pytest.raises(InputError, match="varies as a factor"):
        load_study(tmp_path / "sobol.toml", [f"{fakes.FACTORS[0]}=0.5"])
    result = sensitivity(study, out=tmp_path / "r")
    assert result.to_json()["noise_share"] is None
    page = write_study_report(result).read_text(encoding="utf-8")
    assert "With one home at each design point" in page
