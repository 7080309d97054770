"""For every parameter: any value in its range loads, any other is refused."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from carehome_sim.errors import InputError
from carehome_sim.evidence import Parameter, parameters
from carehome_sim.scenario import library_folder, load_scenario
from carehome_sim.scenario.names import as_written, number
from carehome_sim.scenario.places import places_of
from carehome_sim.scenario.settings import complete, followed

pytestmark = pytest.mark.property

BASELINE = library_folder() / "baseline.toml"
EVERY = sorted(parameters().values(), key=lambda parameter: parameter.name)
NUMBERS = [parameter for parameter in EVERY if parameter.kind == "number"]


def within(parameter: Parameter) -> some.SearchStrategy[object]:
    if parameter.kind == "choice":
        return some.sampled_from(parameter.choices)
    if parameter.kind == "switch":
        return some.booleans()
    if parameter.kind == "integer":
        return some.integers(int(parameter.low), int(parameter.high))
    return some.floats(parameter.low, parameter.high, allow_nan=False)


def outside(parameter: Parameter) -> some.SearchStrategy[object]:
    below = some.floats(max_value=math.nextafter(parameter.low, -math.inf))
    above = some.floats(min_value=math.nextafter(parameter.high, math.inf))
    numbers = below | above | some.just(math.nan)
    if parameter.kind == "integer":
        return (
            numbers
            | some.integers(max_value=int(parameter.low) - 1)
            | some.integers(min_value=int(parameter.high) + 1)
        )
    if parameter.kind in ("choice", "switch"):
        return numbers | some.just("neither")
    return numbers | some.booleans() | some.just("text")


def assignment(parameter: Parameter, value: object) -> str:
    return f"{parameter.name}={as_written(value)}"


@settings(max_examples=300, deadline=None)
@given(some.sampled_from(EVERY).flatmap(lambda p: some.tuples(some.just(p), within(p))))
def test_any_value_in_range_loads(drawn: tuple[Parameter, object]) -> None:
    parameter, value = drawn
    home = load_scenario(BASELINE, [assignment(parameter, value)])
    kept = parameter.shown(home.settings[parameter.name])
    assert kept == value
    assert parameter.name in home.given
    assert home.settings.keys() == parameters().keys()
    for name, other in parameters().items():
        assert other.low <= home.settings[name] <= other.high


@settings(max_examples=300, deadline=None)
@given(some.sampled_from(EVERY).flatmap(lambda p: some.tuples(some.just(p), outside(p))))
def test_any_value_out_of_range_is_refused(drawn: tuple[Parameter, object]) -> None:
    parameter, value = drawn
    with pytest.raises(InputError) as caught:
        load_scenario(BASELINE, [assignment(parameter, value)])
    message = str(caught.value)
    assert parameter.name in message
    assert caught.value.exit_code == 2
    if parameter.kind == "number":
        assert parameter.unit in message
        assert number(parameter.low) in message


@pytest.mark.parametrize("parameter", EVERY, ids=lambda parameter: parameter.name)
def test_both_ends_of_every_range_load_from_a_file(tmp_path: Path, parameter: Parameter) -> None:
    path = tmp_path / "home.toml"
    for end in (parameter.low, parameter.high):
        value = as_written(parameter.shown(end))
        path.write_text(f'title = "x"\n[{parameter.section}]\n{parameter.field} = {value}\n')
        assert load_scenario(path).settings[parameter.name] == end


@settings(max_examples=100, deadline=None)
@given(some.floats(0, 1), some.floats(0, 1), some.floats(0, 1))
def test_parts_stay_in_range_and_following_twice_changes_nothing(
    flexibility: float, leadership: float, risk: float
) -> None:
    made = complete(
        {
            "staffing.rota_flexibility_01": flexibility,
            "leadership.leadership_01": leadership,
            "regulation.regulatory_risk_01": risk,
        }
    )
    for name, parameter in parameters().items():
        assert parameter.low <= made[name] <= parameter.high
    assert followed(made, fixed=()) == made


def test_at_the_registrys_own_headlines_every_part_agrees() -> None:
    for parameter in parameters().values():
        follows = parameter.follows
        if follows is not None:
            headline = parameters()[follows.headline].value
            value = follows.at_zero + (follows.at_one - follows.at_zero) * headline
            assert value == pytest.approx(parameter.value)


@settings(max_examples=200, deadline=None)
@given(some.binary(max_size=200) | some.text(max_size=200).map(str.encode))
def test_no_content_of_a_file_is_a_fault_of_the_program(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("files") / "home.toml"
    path.write_bytes(content)
    try:
        load_scenario(path)
    except InputError as error:
        assert "\n" not in str(error)


@settings(max_examples=200, deadline=None)
@given(some.text(max_size=300))
def test_finding_places_never_fails(text: str) -> None:
    lines = len(text.splitlines())
    assert all(1 <= place.line <= lines for place in places_of(text).values())
