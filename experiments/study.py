"""What is asked: which scenarios and options of a pack, how many simulated cases, how many draws of the parameters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from experiments.faults import StudyError, not_among
from experiments.sampling import SOBOL, USUAL, Sampling

if TYPE_CHECKING:
    from experiments.stopping import Rule
    from scenarios import Pack

REFERENCE = "continuation"
DRAWS = 50
CASES_FOR_ALL_DRAWS = 1000
CASES_PER_DRAW = 20
FEW_DRAWS = 10
"""Below this an interval over the draws is too narrow to lean on."""
SEED = 1
"""The seed of what is not asked for one."""
LARGEST_SEED = 2**62


def drawn(draws: int, block: int = 1) -> str:
    """In how many draws of the parameters, with a caution where they are few: the end of a sentence about cases.

    `block` is how many draws stand or fall together.
    """
    return f"in {draws} {'draw' if draws == 1 else 'draws'} of the parameters{caution(draws, block)}"


def caution(draws: int, block: int = 1) -> str:
    """What to add where the draws are few; empty where they are enough."""
    enough = FEW_DRAWS * block
    return f"; fewer than {enough} make intervals too narrow" if draws < enough else ""


@dataclass(frozen=True)
class Outline:
    """A study without its pack, as a store writes it down. Replicate i belongs to draw i % draws."""

    scenarios: tuple[str, ...]
    options: tuple[str, ...]
    replicates: int
    draws: int
    seed: int

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every (scenario, option), options of a scenario next to each other."""
        return tuple((scenario, option) for scenario in self.scenarios for option in self.options)

    @property
    def cases(self) -> int:
        """Simulated cases of the whole study."""
        return len(self.pairs) * self.replicates


@dataclass(frozen=True)
class Study:
    """Scenarios x options x replicates of a pack.

    `replicates` counts simulated cases per scenario and option; they are spread evenly over `draws` points of the
    parameter uncertainty, the same for every scenario and option, so that differences are paired. StudyError says what
    can't be: unknown names, replicates that are no multiple of the draws. `sampling` says how the points are laid.
    With a `stopping` rule the sweep goes in rounds and ends once it is met; `replicates` are then the most.
    """

    pack: "Pack"
    scenarios: tuple[str, ...]
    options: tuple[str, ...]
    replicates: int
    draws: int
    seed: int = 1
    sampling: Sampling = USUAL
    stopping: "Rule | None" = None

    def __post_init__(self) -> None:
        _check_names("scenario", self.scenarios, tuple(self.pack.scenarios))
        _check_names("option", self.options, tuple(self.pack.options))
        _check_counts(self.replicates, self.draws)
        _check_sampling(self.sampling, self.draws)
        if self.pack.counterfactual not in (None, *self.options):
            raise StudyError(f"option: a study of {self.pack.id} holds its counterfactual, {self.pack.counterfactual}")
        if not 0 <= self.seed < LARGEST_SEED:
            raise StudyError(f"seed: found {self.seed}, expected a whole number from 0 to below 2**62")
        if self.stopping:
            from experiments.stopping import check

            check(self.stopping, self.proposals)

    @property
    def proposals(self) -> Outline:
        """The study without the counterfactual of its pack, which is no option to choose."""
        options = tuple(option for option in self.options if option != self.pack.counterfactual)
        return replace(self.outline, options=options)

    @property
    def outline(self) -> Outline:
        """The study without its pack."""
        return Outline(self.scenarios, self.options, self.replicates, self.draws, self.seed)


def study_of(
    pack: "Pack",
    scenarios: Sequence[str] = (),
    options: Sequence[str] = (),
    replicates: int = 1000,
    draws: int | None = None,
    seed: int = 1,
) -> Study:
    """A study with the usual choices: the scenarios of the 2 x 2 or all, all options, draws by `default_draws`.

    An option may be put together, as in "continuation+smaller-teams". The reference option and the counterfactual of
    the pack are always part of the study, since differences are differences against them.
    """
    options = with_compared(pack, options)
    return Study(
        with_options(pack, options),
        tuple(dict.fromkeys(scenarios)) or pack.shown,
        tuple(dict.fromkeys(options)) or tuple(pack.options),
        replicates,
        default_draws(replicates) if draws is None else draws,
        seed,
    )


def with_compared(pack: "Pack", options: Sequence[str]) -> tuple[str, ...]:
    """Options asked for, the reference before them and the counterfactual after them; none asked for stays none."""
    if not options:
        return ()
    first = (REFERENCE,) if REFERENCE in pack.options and REFERENCE not in options else ()
    last = (pack.counterfactual,) if pack.counterfactual and pack.counterfactual not in options else ()
    return *first, *options, *last


def added(study: Study, asked: Sequence[str]) -> tuple[str, ...]:
    """Which options a study holds beside those asked for, and why, in a sentence for each; nothing where all are."""
    why = {REFERENCE: "every difference is a difference from it"}
    if study.pack.counterfactual:
        why |= {study.pack.counterfactual: "the counterfactual of the pack, which every study holds"}
    names = [name for name in study.options if name not in asked] if asked else []
    return tuple(f"Also simulated: “{study.pack.label(name)}” ({name}), {why[name]}." for name in names)


def with_options(pack: "Pack", names: Sequence[str]) -> "Pack":
    """The pack, and those of the options asked for that are put together from it. StudyError where that can't be."""
    from scenarios import options

    try:
        return options.with_options(pack, names)
    except ValueError as error:
        raise StudyError(f"option: {error}") from None


def default_draws(replicates: int) -> int:
    """50 draws from 1,000 cases on, below that one for each 20 cases, lowered until they divide the cases evenly."""
    most = DRAWS if replicates >= CASES_FOR_ALL_DRAWS else max(1, replicates // CASES_PER_DRAW)
    return next((d for d in range(most, 1, -1) if replicates % d == 0), 1)


def _check_names(what: str, asked: tuple[str, ...], known: tuple[str, ...]) -> None:
    if not asked:
        raise StudyError(f"{what}: none asked for; the pack has {', '.join(known)}")
    for name in asked:
        if name not in known:
            raise StudyError(not_among(what, name, known))
    if len(set(asked)) < len(asked):
        raise StudyError(f"{what}: {', '.join(asked)} names one of them twice")


def _check_sampling(sampling: Sampling, draws: int) -> None:
    if sampling.points and len(sampling.points) != draws:
        raise StudyError(f"draws: found {draws}, expected {len(sampling.points)}, as many as the design has points")
    if sampling.design == SOBOL and draws & (draws - 1):
        raise StudyError(f"draws: found {draws}, expected a power of two for a {SOBOL} design")


def _check_counts(replicates: int, draws: int) -> None:
    if replicates < 1:
        raise StudyError(f"replicates: found {replicates}, expected at least 1")
    if not 1 <= draws <= replicates:
        raise StudyError(f"draws: found {draws}, expected from 1 to the {replicates} replicates")
    if replicates % draws:
        nearest = sorted({replicates // draws * draws, -(-replicates // draws) * draws} - {0})
        raise StudyError(
            f"replicates: found {replicates}, expected a multiple of the {draws} draws, so that all are of one size: "
            f"take {' or '.join(map(str, nearest))} replicates, or {default_draws(replicates)} draws"
        )
