"""Which home people choose: this one's image against those of the other homes within reach."""

from __future__ import annotations

from carehome_sim.home.codes import D_MARKET, HOME_LUCK
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4, standard_normal
from carehome_sim.home.rules.market import newcomer_pays_share, preferred, pull, seeking
from carehome_sim.home.rules.people import clipped
from carehome_sim.home.state import Home


@rule
def preference(home: Home, slope: float) -> float:
    """How often this home is chosen against an even share among the homes within reach.

    Each rival has an image of its own, drawn once; ``slope`` says how much image counts.
    """
    house = home.house[0]
    p = home.params[0]
    rivals = 0.0
    for rival in range(int(p.homes_nearby)):
        a, _, _, _ = draw4(house.seed, house.home, HOME_LUCK, 0, D_MARKET, rival)
        image = p.usual_image_01 + p.rival_image_sd_01 * standard_normal(a)
        rivals += pull(clipped(image, 0.0, 1.0), slope, p)
    return preferred(pull(house.image_01, slope, p), rivals, float(int(p.homes_nearby)))


@rule
def self_funders_prefer(home: Home) -> float:
    """How often people who pay for themselves choose this home; they choose first."""
    p = home.params[0]
    return preference(home, p.choice_by_image * p.local_choice_01)


@rule
def council_prefers(home: Home) -> float:
    """How often people for whom a council pays come here: placed where there is room."""
    p = home.params[0]
    return preference(home, p.council_choice_share * p.choice_by_image * p.local_choice_01)


@rule
def place_sought(home: Home) -> float:
    """By what factor an empty place is filled sooner than where no home is preferred."""
    return seeking(self_funders_prefer(home), council_prefers(home), home.params[0])


@rule
def newcomer_pays(home: Home) -> float:
    """Chance that a newcomer pays for him- or herself."""
    return newcomer_pays_share(self_funders_prefer(home), council_prefers(home), home.params[0])
