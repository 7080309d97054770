"""Sector samples: homes of their own from one joint table, the same in every arm."""

from __future__ import annotations

import json
import re
from pathlib import Path

import home_worlds as worlds
import numpy as np
import pytest
from cli_runner import Carehome

from carehome_sim.evidence import default_values, parameters
from carehome_sim.home import arm_of, simulate_home
from carehome_sim.home.engine import drawn
from carehome_sim.outcomes import home_row
from carehome_sim.scenario import load_scenario
from carehome_sim.scenario.sector import marks_of, sector_frame, sector_home, sector_table, value_of

pytestmark = pytest.mark.contract
SECTOR = worlds.SCENARIOS / "sector.toml"


@pytest.fixture(scope="module")
def frame():
    scenario = load_scenario(SECTOR)
    assert scenario.sector is not None
    return sector_frame(1, 1500, scenario.sector)


def test_every_row_of_the_table_has_a_source_and_a_grade():
    for row in sector_table().values():
        assert row.source and row.grade in ("A", "A2", "B", "C", "D")
        assert set(row.leans) <= set(sector_table())
        assert sum(value_of(one, default_values()) ** 2 for one in row.leans.values()) < 1


def test_a_home_is_the_same_whoever_asks_and_however_many_there_are(frame):
    scenario = load_scenario(SECTOR)
    again = sector_frame(1, 20, scenario.sector)
    assert again.equals(frame.head(20))
    other = sector_frame(2, 20, scenario.sector)
    assert not np.allclose(other["home.beds"], again["home.beds"])
    assert marks_of(1, 3) == marks_of(1, 3)


def test_homes_spread_as_published(frame):
    beds = frame["home.beds"]
    assert 30 <= beds.median() <= 46
    assert beds.quantile(0.25) >= 20 and beds.quantile(0.75) <= 62
    assert beds.min() >= 1 and beds.max() <= 215 and (beds == beds.round()).all()
    assert frame["nursing"].mean() == pytest.approx(0.45, abs=0.04)
    assert frame["for_profit"].mean() == pytest.approx(0.78, abs=0.04)


def test_what_goes_together_goes_together(frame):
    found = frame.corr()
    assert found.loc["residents.ability_ratio", "staffing.care_hours_per_resident_day"] < -0.4
    assert found.loc["region", "residents.self_funder_share"] > 0.35
    assert found.loc["home.beds", "home.homeliness_01"] < -0.1
    assert abs(found.loc["region", "leadership.leadership_01"]) < 0.1
    assert found.loc["home.beds", "staffing.care_hours_per_resident_day"] < -0.2


def test_homes_with_nursing_are_larger_and_their_residents_more_dependent(frame):
    nursing = frame["nursing"] > 0.5
    assert frame["home.beds"][nursing].median() > 1.2 * frame["home.beds"][~nursing].median()
    able = frame["residents.ability_ratio"]
    assert able[nursing].mean() < able[~nursing].mean() - 0.1
    hours = frame["staffing.care_hours_per_resident_day"]
    assert hours[nursing].mean() > hours[~nursing].mean() + 0.03


def test_settings_stay_in_their_ranges_and_what_an_arm_changes_is_changed_in_every_home():
    scenario = load_scenario(SECTOR)
    more = {**scenario.settings, "pay.wage_premium_share": 0.1}
    more["staffing.care_hours_per_resident_day"] += 0.4
    for home in range(50):
        plain = sector_home(scenario.settings, scenario.sector, 1, home)
        moved = sector_home(more, scenario.sector, 1, home)
        assert moved["pay.wage_premium_share"] == 0.1
        hours = "staffing.care_hours_per_resident_day"
        assert moved[hours] == pytest.approx(plain[hours] + 0.4)
        for name, parameter in parameters().items():
            assert parameter.low <= plain[name] <= parameter.high


def test_both_drivers_live_the_same_drawn_home():
    scenario = load_scenario(SECTOR, ["run.measured_days=7", "run.warmup_days=0"])
    arm = arm_of(scenario)
    assert drawn(arm, seed=1, home=2).before["home.beds"] != 40
    engine = home_row(simulate_home(arm, seed=1, home=2))
    mesa = home_row(simulate_home(arm, seed=1, home=2, driver="mesa"))
    np.testing.assert_array_equal(list(engine.values()), list(mesa.values()))


def test_the_command_writes_what_each_home_is(carehome: Carehome, tmp_path: Path):
    out = tmp_path / "sample"
    done = carehome(
        "sector", "--replicates", "4", "--set", "run.measured_days=14", "--set",
        "run.warmup_days=0", "--out", str(out), "--json",
    )  # fmt: skip
    assert done.code == 0
    assert json.loads(done.out)["replicates"] == 4
    homes = (out / "homes.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(homes) == 5 and homes[0].startswith("home,region,nursing")
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "England’s mix" in page and "40-bed" not in page
    assert carehome("verify", str(out)).code == 0


def test_a_remedy_over_the_sector_is_paired_home_by_home(carehome: Carehome, tmp_path: Path):
    paid = tmp_path / "paid.toml"
    paid.write_text(
        f'title = "Paid better"\nextends = "{SECTOR.as_posix()}"\n'
        "[pay]\nwage_premium_share = 0.1\n",
        encoding="utf-8",
    )
    done = carehome(
        "compare", str(SECTOR), str(paid), "--replicates", "4", "--set", "run.measured_days=14",
        "--set", "run.warmup_days=0", "--out", str(tmp_path / "both"), "--json",
    )  # fmt: skip
    assert done.code == 0
    cost = done.document["arms"]["paid"]["differences"]["cost_per_resident_week"]
    assert cost["ci95"][0] > 10


def test_a_plain_scenario_is_no_sector_sample(carehome: Carehome):
    done = carehome("sector", str(worlds.SCENARIOS / "baseline.toml"))
    assert done.code == 2 and "not that of a sector sample" in done.err


def test_everybody_is_about_ten_thousand_homes(carehome: Carehome):
    done = carehome("sector", "--everybody", "--dry-run")
    assert done.code == 0
    found = re.search(r"([\d,]+) homes", done.out)
    assert found and 8_000 < int(found.group(1).replace(",", "")) < 14_000
