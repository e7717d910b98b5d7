"""Random numbers as a pure function of (seed, replicate, stream, entity, time), never of a generator's state.

What hangs on a visit hangs on (site, year), on a hire on (row, serial): an option that changes how much is drawn in one
place leaves every other draw as it was, so that a difference between two options is a paired difference.
"""

import numpy as np

from simulation import maths
from simulation.compiled import leaf

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST_FACTOR = np.uint64(0xBF58476D1CE4E5B9)
_SECOND_FACTOR = np.uint64(0x94D049BB133111EB)
_SHIFT_30, _SHIFT_27, _SHIFT_31, _SHIFT_12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_STREAM_SHIFT, _TIME_SHIFT = np.uint64(48), np.uint64(24)
UNIT = 1.0 / 4503599627370496.0

QUADRANT = 1
AXIS_CONFLICT = 2
AXIS_RESOURCES = 3
EXCHANGE_RATE = 4
PAYMENT_CLASS = 5
PAYMENT_DELAY = 6
SITE_SELECTION = 7
VISIT_DAY = 8
REQUEST_CLOCK = 9
REQUEST_SIZE = 10
REQUEST_PREPARATION = 11
STAFF_AGE = 12
STAFF_QUIT = 13
MEASURE_GATE = 15
REIMBURSEMENT_DELAY = 16
VOLUNTARY_DELAY = 17
SITE_RELEVANCE = 20
SCREENING = 21
REFERENCE_SITE = 22
RECOGNITION = 23
FACILITY_SLIP = 30
STOPPAGE_CLOCK = 31
STOPPAGE_LENGTH = 32
REQUEST_DECISION = 40
REQUEST_TRAVEL = 41
REQUEST_ACCESS = 42
REQUEST_REPORT = 43
REQUEST_FAMILY = 47
FOLLOWER_COUNT = 48
FOLLOWER_DELAY = 49
FORCED_REQUEST = 50
STAFF_QUALIFIED = 45
SERVICE_CLOCK = 57
SERVICE_LENGTH = 58
STAGE_SLIP = 59
ACCESSION_CLOCK = 51
ACCESSION_SPREAD = 52
LEVEL_CLOCK = 53
DECLARATION_STATE = 54
DECLARATION_TIME = 55
DECLARATION_LAG = 56
STAFF_BEFORE = 60
FORMER_WILLING = 61
FORMER_ABLE = 62
VISIT_LENGTH = 63
ENGAGEMENT_START = 64
ENGAGEMENT_COINS = 65
ENGAGEMENT_CHOICE = 66
MILESTONE_SLIP = 67
PLEDGE_SPREAD = 69
BACK_TO_BACK = 70
TRAVEL_SAVED = 71
OUTAGE = 72
APPROPRIATION = 75
OBLIGATION_PACE = 76
EXTENSION_REQUEST = 77
EXTENSION_GRANT = 78
DESK_CLOCK = 79
DESK_LENGTH = 80
DESK_TRIP = 81
DESK_QUIT = 82
DESK_PARTNER = 83
DESK_THINNING = 84
DONOR_CHOICE = 85
DONOR_MATCHED = 86
MEETING_ATTENDANCE = 90
MEETING_PLACE = 91
MEETING_JOINT = 92


@leaf
def mix(x: np.uint64) -> np.uint64:
    """The finaliser of splitmix64 (Steele, Lea and Flood 2014): 64 bits in, 64 well-mixed bits out."""
    x = (x ^ (x >> _SHIFT_30)) * _FIRST_FACTOR
    x = (x ^ (x >> _SHIFT_27)) * _SECOND_FACTOR
    return x ^ (x >> _SHIFT_31)


@leaf
def key_of(seed: int, replicate: int) -> np.uint64:
    """The key of a simulated case: depends on seed and replicate alone, never on scenario, option or draw."""
    return mix(mix((np.uint64(seed) + np.uint64(1)) * GOLDEN) + np.uint64(replicate) * GOLDEN)


@leaf
def word(k: np.uint64, stream: int, time: int, entity: int) -> np.uint64:
    """64 random bits, the same for the same slot: for 64 coins at once; time and entity below 2**24."""
    # Sums, not bitwise or: a loop over entities then needs one addition where it would need a multiplication.
    slot = (np.uint64(stream) << _STREAM_SHIFT) + (np.uint64(time) << _TIME_SHIFT) + np.uint64(entity)
    return mix((slot + k) * GOLDEN)


@leaf
def bits(k: np.uint64, stream: int, time: int, entity: int) -> np.int64:
    """52 random bits as a whole number, the same for the same slot; time and entity below 2**24."""
    return np.int64(word(k, stream, time, entity) >> _SHIFT_12)


@leaf
def branch_key(k: np.uint64, stream: int, time: int, entity: int) -> np.uint64:
    """A key for all that descends from a slot: its own slots are as good as those of another simulated case."""
    return word(k, stream, time, entity)


@leaf
def uniform(k: np.uint64, stream: int, time: int, entity: int) -> float:
    """A number strictly between 0 and 1: the middle of the interval that the slot's bits stand for."""
    return (np.float64(bits(k, stream, time, entity)) + 0.5) * UNIT


@leaf
def exponential(k: np.uint64, stream: int, time: int, entity: int) -> float:
    """A unit-exponential number: what a hazard must add up to until the next event."""
    return -maths.log(uniform(k, stream, time, entity))
