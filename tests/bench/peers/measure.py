"""What is measured of each framework, every task in a process of its own."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from tempfile import TemporaryDirectory

from tests.bench.peers.elsewhere import Ending, task

OURS, EMA, MESA = "quadrille", "ema", "batch_run"
FRAMEWORKS = (OURS, EMA, MESA)
Found = dict[tuple[str, ...], Ending]


@dataclass(frozen=True)
class Sizes:
    """Runs of each measurement (`drill` above BAD of functions), and seconds without work after which a task hangs."""

    small: int = 2_000
    large: int = 6_000
    larger: int = 14_000
    few: int = 10_000
    many: int = 60_000
    drill: int = 2_000
    saved: int = 1_000
    slow: int = 600
    idle: float = 10.0


USUAL = Sizes()


def measured(sizes: Sizes) -> Found:
    """Endings by (framework, what, ...). First what is timed, one after the other; then what goes wrong, together."""
    found = _timed(sizes)
    with ThreadPoolExecutor(4) as pool:
        waiting = _drills(sizes, pool)
        left = pool.submit(_killed_and_resumed, sizes)
        found |= {what: job.result() for what, job in waiting.items()}
        found[OURS, "killed"], found[OURS, "resumed"] = left.result()
    return found


def _timed(sizes: Sizes) -> Found:
    found = {}
    for who in FRAMEWORKS:
        for workers in (1, 2):
            for function, large in (("tiny", sizes.larger), ("engine", sizes.large)):
                key = (who, "pace", function, str(workers))
                found[key] = task(who, "pace", function, sizes.small, large, workers)
            found[who, "slow", str(workers)] = task(who, "timed", "slow", sizes.slow, workers)
        found[who, "memory"] = task(who, "memory", "tiny", sizes.few, sizes.many, 1)
    return found | {(who, "save"): task(who, "save", sizes.saved) for who in (OURS, EMA)}


def _drills(sizes: Sizes, pool: ThreadPoolExecutor) -> dict[tuple[str, ...], Future[Ending]]:
    """One run raises, in one process and in two; a run ends its process: a worker, or all there is."""
    runs, idle = sizes.drill, sizes.idle
    asked = {
        (who, function, str(workers)): (who, "drill", function, runs, workers)
        for who in FRAMEWORKS
        for function, workers in (("raising", 1), ("raising", 2), ("killing", 1), ("killing", 2))
        if (who, function) != (OURS, "killing")
    }
    asked |= {(OURS, "signal"): (OURS, "drill", "faulting", runs, 2), (EMA, "signal"): (EMA, "signalled", runs)}
    return {what: pool.submit(task, *words, idle=idle) for what, words in asked.items()}


def _killed_and_resumed(sizes: Sizes) -> tuple[Ending, Ending]:
    """Our sweep has no worker to kill but the whole process; then the same call again in the same folder."""
    with TemporaryDirectory() as folder:
        killed = task(OURS, "drill", "killing", sizes.drill, 2, folder=folder)
        return killed, task(OURS, "resumed", sizes.drill, 2, folder=folder)
