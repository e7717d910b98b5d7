"""Options put together by the user: what they hold, what is refused, and that they run as those of the pack do."""

import pytest

from scenarios import load
from scenarios.compile import settings
from scenarios.options import with_options

PACK = load("opcw-2015-2019")


def test_an_option_gets_the_measures_named_after_it():
    name = "plan-as-drafted+smaller-teams+longer-tenure"
    found = with_options(PACK, ("continuation", name)).options[name]
    assert found.measures == (*PACK.options["plan-as-drafted"].measures, "smaller-teams", "longer-tenure")
    assert found.label == "Plan as drafted, with Smaller inspection teams, with Longer tenure"


def test_the_pack_stays_as_it_is():
    more = with_options(PACK, ("continuation+smaller-teams",))
    assert set(more.options) - set(PACK.options) == {"continuation+smaller-teams"}
    assert with_options(PACK, ("continuation",)) is PACK


def test_measures_put_together_are_those_of_an_option_of_the_pack():
    measures = PACK.options["plan-as-drafted"].measures
    name = "+".join(("continuation", *measures))
    told = [
        settings(pack, "resurgence", one)
        for pack, one in ((PACK, "plan-as-drafted"), (with_options(PACK, [name]), name))
    ]
    assert told[0].tobytes() == told[1].tobytes()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("continuaton+smaller-teams", "has no option 'continuaton'; did you mean 'continuation'?"),
        ("continuation+smaler-teams", "has no measure 'smaler-teams'; did you mean 'smaller-teams'?"),
        ("continuation+", "has no measure an empty text; known: core-team, "),
        ("plan-as-drafted+core-team", "the measure 'core-team' is part of it already"),
        ("continuation+" + "+".join(["smaller-teams"] * 2), "the measure 'smaller-teams' is part of it already"),
    ],
)
def test_what_cannot_be_put_together_is_said(name, said):
    with pytest.raises(ValueError, match="^" + name.replace("+", r"\+")) as caught:
        with_options(PACK, (name,))
    assert said in str(caught.value)
