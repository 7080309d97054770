"""A journey: plausible days told from the record alone, whoever is followed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import home_worlds as worlds
import numpy as np
import pytest
from cli_runner import Carehome

from carehome_sim.home import codes, simulate_home
from carehome_sim.home.diary import Diary, watch
from carehome_sim.report.story import Story, resident_story
from carehome_sim.report.story_page import story_page
from carehome_sim.report.story_staff import manager_story, ordinal, worker_story

DAYS = 7
BASELINE = str(worlds.SCENARIOS / "baseline.toml")


def diary(days: int = DAYS, from_day: int = 0, home: int = 0, places=(), **settings) -> Diary:
    return watch(
        worlds.arm(from_day + days, 28, **settings),
        seed=4,
        home=home,
        from_day=from_day,
        days=days,
        places=places,
    )


@pytest.fixture(scope="module")
def week() -> Diary:
    return diary(places=tuple(range(40)))


def acts(events: np.ndarray) -> np.ndarray:
    return events[(events["kind"] == codes.EV_ACT) | (events["kind"] == codes.EV_HELPED)]


def test_a_diary_is_of_the_home_that_a_study_simulates():
    arm = worlds.arm(10, 28)
    whole = simulate_home(arm, seed=4, home=2, events=True).events
    first = (28 + 3) * codes.MINUTES_PER_DAY
    kept = watch(arm, seed=4, home=2, from_day=3, days=7).events
    assert len(kept) > 1000
    assert kept.tobytes() == whole[len(whole) - len(kept) :].tobytes()
    assert (kept["minute"][kept["kind"] == codes.EV_ACT] >= first).all()


def test_nobody_is_in_two_places_at_once(week):
    done = acts(week.events)
    for worker in np.unique(done["worker"]):
        own = np.sort(done[done["worker"] == worker], order="minute")
        ends = own["minute"][:-1] + own["value"][:-1]
        assert (own["minute"][1:] >= np.floor(ends) - 1).all(), f"worker {worker}"
    first_carers = week.events[week.events["kind"] == codes.EV_ACT]
    for place in range(40):
        own = np.sort(first_carers[first_carers["resident"] == place], order="minute")
        ends = own["minute"][:-1] + own["value"][:-1]
        assert (own["minute"][1:] >= np.floor(ends) - 1).all(), f"resident {place}"


def test_workers_act_only_on_duty(week):
    shifts = week.events[week.events["kind"] == codes.EV_SHIFT]
    begun = {int(worker): shifts[shifts["worker"] == worker] for worker in shifts["worker"]}
    first_day_over = (week.first_day + 1) * codes.MINUTES_PER_DAY
    for act in acts(week.events):
        if act["minute"] < first_day_over:
            continue  # may belong to a shift begun before the first midnight watched
        own = begun[int(act["worker"])]
        on = (own["minute"] <= act["minute"]) & (act["minute"] < own["minute"] + own["a"] * 60 + 60)
        assert on.any()


def test_no_meals_or_baths_in_the_small_hours_and_nobody_is_got_up_at_night(week):
    given = week.events[week.events["kind"] == codes.EV_ACT]
    hour = given["minute"] % codes.MINUTES_PER_DAY // 60
    at_night = given["a"][(hour >= 23) | (hour < 5)]
    assert at_night.size > 20
    assert not set(at_night) & {codes.MEAL, codes.BATH, codes.UP, codes.COMPANY, codes.WISH}


def test_every_act_of_care_is_told_once_with_its_wait(week):
    told = 0
    for place in range(40):
        story = resident_story(week, place, column=place)
        own = week.events[week.events["resident"] == place]
        given = own[own["kind"] == codes.EV_ACT]
        lines = [line for line in story.lines if line.manner is not None]
        assert len(lines) == len(given)
        assert Counter(line.manner for line in lines) == Counter(
            codes.MANNER_WORDS[how] for how in given["b"]
        )
        told += len(lines)
        waits = [line.wait_min for line in lines if line.wait_min is not None]
        assert len(waits) >= 0.9 * len(lines)
        assert all(0 <= wait <= 24 * 60 for wait in waits)
        times = [(line.day, line.time) for line in story.lines]
        assert times == sorted(times)
    assert told > 1200


def test_each_choice_is_told_with_who_decided(week):
    for place in (3, 11, 25):
        own = week.events[week.events["resident"] == place]
        ended = own[(own["kind"] == codes.EV_CHOICE) & (own["c"] != codes.BECAUSE_SELF)]
        lines = [
            line
            for line in resident_story(week, place, column=place).lines
            if line.ended is not None
        ]
        assert len(lines) == len(ended)
        assert all(line.decided_by in codes.DECIDER_WORDS for line in lines)


def test_a_worker_s_lines_are_that_worker_s_acts(week):
    for worker in range(0, week.posts, 4):
        own = week.events[week.events["worker"] == worker]
        given = own[(own["kind"] == codes.EV_ACT) & (own["resident"] >= 0)]
        story = worker_story(week, worker)
        assert sum(line.manner is not None for line in story.lines) == len(given)
        begun = (own["kind"] == codes.EV_SHIFT).sum()
        ended = sum(line.text.startswith("Shift ends") for line in story.lines)
        assert begun - 1 <= ended <= begun + 1


def test_the_manager_s_monday_says_how_the_hours_are_shared(week):
    story = manager_story(week)
    mondays = [line for line in story.lines if line.weekday == "Monday" and "Plans" in line.text]
    assert len(mondays) == 1
    house = week.house[0]
    assert f"{house['compliance_h']:.1f} h on audits" in mondays[0].text
    assert f"{house['floor_h']:.1f} h are left" in mondays[0].text


def test_reasons_match_the_settings():
    """Few hands: time holds care back; no skill: skill does."""

    def reasons(**settings: float) -> Counter:
        given = diary(**settings).events
        first = given[(given["kind"] == codes.EV_ACT) & (given["resident"] >= 0)]
        first = first[first["b"] == codes.TASK_FIRST]
        return Counter(codes.REASON_WORDS[reason] for reason in first["c"])

    few, plain = reasons(staffing__care_hours_per_resident_day=1.8), reasons()
    unskilled = reasons(staff__skill_mean_01=0.0, staff__understanding_mean_01=0.0)
    time, skill = codes.REASON_WORDS[codes.BECAUSE_TIME], codes.REASON_WORDS[codes.BECAUSE_ABLE]
    assert few[time] / few.total() > plain[time] / plain.total() + 0.1
    assert unskilled[skill] / unskilled.total() > plain[skill] / plain.total() + 0.1


def test_who_needs_no_help_looks_after_own_comfort():
    kept = diary(places=tuple(range(40)))
    able = kept.residents["dependency_01"][0] < 0.1
    there = (kept.residents["present"] == 1).all(axis=0)
    late = kept.residents["need_comfort_01"][22::24][:, able & there]
    assert late.size >= 7
    assert late.mean() < 0.6


def test_the_page_is_one_file_and_escapes_what_it_is_given(week):
    story = resident_story(week, 5, column=5)
    odd = Story(story.title, "<b>bold</b>", story.lines, story.ends)
    page = story_page(
        odd,
        scenario="<script>alert(1)</script>",
        home=0,
        seed=4,
        from_day=1,
        days=DAYS,
        command="carehome journey 'a&b.toml'",
    )
    assert "<script" not in page and "<b>bold" not in page
    assert "http" not in page and "src=" not in page
    assert page.count("<section>") == DAYS
    assert all(line.time in page for line in story.lines)


def test_an_empty_place_says_so():
    kept = diary(days=1, places=(0,))
    kept.residents["present"] = 0
    assert "empty" in resident_story(kept, 0).about


def test_what_is_left_over_from_yesterday_is_told_with_yesterday_s_asking(week):
    """Choices still open at 04:00: whether they were asked for stood in the hour before."""
    told = 0
    for place in range(40):
        for line in resident_story(week, place, column=place).lines:
            if not line.text.startswith("Left over"):
                continue
            hour = (line.day - 1) * 24 + 3
            choice = next(
                number
                for number, words in enumerate(codes.CHOICE_WORDS)
                if f": {words}:" in line.text
            )
            occasion = week.choices[hour, place][choice]
            raised = bool(occasion["asked"] or occasion["voiced"])
            assert ("nobody asked" in line.text) != raised
            told += 1
    assert told > 20


def test_a_home_of_one_bed_keeps_all_its_events():
    for number in range(4):
        story = resident_story(diary(days=28, home=number, places=(0,), home__beds=1), 0)
        assert len(story.lines) > 28


def test_journey_as_json_and_as_a_page(carehome: Carehome, tmp_path: Path):
    done = carehome(
        "journey", BASELINE, "--resident", "7", "--days", "2", "--from-day", "3", "--json"
    )
    assert done.code == 0
    told = done.document
    assert told["title"] == "Resident 7" and told["seed"] == 1 and told["from_day"] == 3
    assert {line["day"] for line in told["lines"]} == {3, 4}
    page = tmp_path / "deep" / "story.html"
    for who in (["--staff", "2"], ["--manager"]):
        done = carehome("journey", BASELINE, *who, "--html", str(page))
        assert done.code == 0 and page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    done = carehome("journey", BASELINE, "--resident", "7")
    assert done.code == 0 and "Day 1, Monday" in done.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "--resident N, --staff N and --manager"),
        (["--resident", "1", "--manager"], "--resident N, --staff N and --manager"),
        (["--resident", "41"], "from 1 to 40 (bed places)"),
        (["--resident", "0"], "from 1 to 215"),
        (["--staff", "999"], "care posts"),
        (["--resident", "1", "--from-day", "366"], "from 1 to 365"),
        (["--resident", "1", "--from-day", "364", "--days", "3"], "from 1 to 2"),
        (["--resident", "1", "--days", "nan"], "whole number"),
        (["--resident", "1", "--html", "."], "is a folder"),
    ],
)
def test_what_cannot_be_followed_is_said_in_one_message(carehome: Carehome, arguments, says):
    done = carehome("journey", BASELINE, *arguments)
    assert done.code == 2
    assert says in done.err and "Traceback" not in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd")]
)
def test_ordinals(number, words):
    assert ordinal(number) == words


@pytest.mark.parametrize("title", ["T" * 200, "<i>&amp;</i> " * 16, "名前 " * 60])
def test_a_page_survives_any_title(week, title):
    story = resident_story(week, 5, column=5)
    page = story_page(
        Story(title, title, (), {}),
        scenario=title,
        home=0,
        seed=4,
        from_day=1,
        days=1,
        command=title,
    )
    assert "Nothing happened" in page and "<i>" not in page
    assert "overflow-wrap" in page
    assert story.lines


def test_whoever_is_not_there_has_a_story_too(week):
    """Posts without anybody, a manager who never comes: said so, and the page still stands."""
    none = diary(days=2, leadership__in_post_share=0.05, staffing__care_hours_per_resident_day=2.0)
    told = [worker_story(none, post) for post in range(len(none.staff[0]))]
    told.append(manager_story(none))
    assert any(not story.lines for story in told)
    for story in told:
        assert story.about
        page = story_page(
            story, scenario="x", home=0, seed=0, from_day=1, days=2, command="carehome journey x"
        )
        assert "nan" not in page.lower().replace("finance", "")


def test_undefined_states_are_not_told_as_numbers():
    """A place that is empty on the last day ends its days without made-up figures."""
    kept = diary(days=3, places=(0,))
    kept.residents["present"][30:] = 0
    story = resident_story(kept, 0)
    assert "nan" not in " ".join([story.about, *story.ends.values()])
