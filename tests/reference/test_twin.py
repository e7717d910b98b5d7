"""Engine and plain-Mesa twin agree to the last bit: missions, days used, months, in easy worlds and in hard ones."""

import pytest

from simulation.layout import SETTINGS
from tests.reference import worlds
from tests.reference.compare import Record, differences
from tests.reference.daily import DailySecretariat
from tests.reference.plan import read_plan
from tests.reference.roster import VISIT
from tests.reference.secretariat import Secretariat
from tests.reference.visits import Host

SEED = 5
FEW_DAYS = {"inspector_day_budget": 60.0, "overrun_days": 5.0}
FEW_PEOPLE = {"inspectors_start": 14.0, "quit_rate": 0.4, "recruit_cap": 0.02}
CAPS = {"host_cap_base": 5.0, "host_cap_share": 0.3, "host_cap_max": 30.0}
TIGHT_CAPS = {"host_cap_base": 2.0, "host_cap_share": 0.02, "host_cap_max": 8.0}
SCREENING = {
    **{"screening_tpr": 0.4, "screening_fpr": 0.05, "screening_factor": 5.0},
    **{"reference_inconsistencies": 20.0, "p_recognise": 0.7},
}
OFTEN_OUT = {
    **{"inspectors_start": 16.0, "visit_quota": 400.0, "request_rate": 3.0},
    **{"duration_factor": 2.0, "overrun_days": 200.0},
}
TURNOVER = {"quit_rate": 0.6, "tenure_years": 2.5, "recruit_lead_months": 1.0, "recruit_cap": 0.2}

RETURN = {"return_willingness": 0.4, "return_half_life": 3.0}
ON_CALL = {"on_call_pool": 10.0}
BACK_TO_BACK = {"back_to_back": 0.7, "travel_days_saved": 2.5}

EASY, FULL = worlds.small_ground(), worlds.full_ground()
ONE_CLASS = worlds.small_ground(hosts=((60, 25, 12, 6, 3, 1),), quota=(1.0,))
GROUPED = worlds.small_ground(cap_group=(0, 0))
HALF_CAPPED = worlds.small_ground(cap_group=(-1, 1))
BUSY = worlds.small_ground(kinds=((12, 120.0, 30, 1.0),), commitments=(), qualified=(5,))
SKILLS = worlds.small_ground(qualified=(6, 2), urgent=(0, 1))
CLOCKS = worlds.ground_with_clocks()
CROWD = worlds.small_ground(commitments=[(30 * i, 2000, 9, 42) for i in range(12)])
WORKS = worlds.small_ground(facilities=worlds.FACILITIES)
BROUGHT = worlds.small_ground(facilities=(*worlds.FACILITIES, *worlds.WITH_REQUESTS))
MANY_WORKS = worlds.small_ground(facilities=[f | {"team": 7} for f in worlds.FACILITIES * 5])

CASES: dict[str, tuple[Record, Record]] = {
    "easy": (EASY, worlds.settings()),
    "few people": (EASY, worlds.settings(**FEW_PEOPLE)),
    "few days": (EASY, worlds.settings(**FEW_DAYS)),
    "much presence": (CROWD, worlds.settings(stoppage_factor=0.4)),
    "much presence, nothing taken": (CROWD, worlds.settings(stoppage_factor=0.4, presence_preemption=0.0)),
    "much presence, rests kept": (CROWD, worlds.settings(stoppage_factor=0.4, presence_preemption=1.0)),
    "long rests": (CROWD, worlds.settings(stoppage_factor=0.4, rest_days=60.0, overrun_days=150.0)),
    "much presence, teams that wait for relief": (CROWD, worlds.settings(stoppage_factor=0.4, relief_wait=9.0)),
    "teams that wait for relief, nothing taken": (
        CROWD,
        worlds.settings(stoppage_factor=0.4, relief_wait=30.0, presence_preemption=0.0, **FEW_PEOPLE),
    ),
    "many requests": (EASY, worlds.settings(request_rate=6.0)),
    "large and slow requests": (EASY, worlds.settings(request_rate=2.0, request_size=6.0, preparation_factor=9.0)),
    "requests in clusters": (EASY, worlds.settings("resurgence", request_rate=3.0, branching=0.6)),
    "requests in clusters now and then": (EASY, worlds.settings(request_rate=5.0, branching=0.5, cluster_days=20.0)),
    "requests in clusters, people short": (BUSY, worlds.settings(branching=0.4, **OFTEN_OUT)),
    "requests on given days": (EASY, worlds.with_events(worlds.settings())),
    "requests on given days and in clusters, people short": (
        SKILLS,
        worlds.with_events(worlds.settings("resurgence", branching=0.6, **FEW_PEOPLE)),
    ),
    "facilities that come with requests": (BROUGHT, worlds.settings(**worlds.CAREFUL)),
    "facilities that come with requests on given days": (
        BROUGHT,
        worlds.with_events(worlds.settings(**worlds.CAREFUL, request_rate=0.1)),
    ),
    "systems that fail": (EASY, worlds.settings(outage_rate=3.0, outage_days=20.0, request_rate=2.0)),
    "systems that fail, people short": (BUSY, worlds.settings(outage_rate=6.0, outage_days=40.0, **OFTEN_OUT)),
    "no requests": (EASY, worlds.settings(request_rate=0.0)),
    "facilities": (WORKS, worlds.settings(**worlds.CAREFUL)),
    "facilities, people short": (WORKS, worlds.settings(**worlds.CAREFUL, **FEW_PEOPLE)),
    "many facilities, people and days short": (
        MANY_WORKS,
        worlds.settings(**worlds.CAREFUL, **FEW_PEOPLE, **FEW_DAYS, request_rate=3.0),
    ),
    "many facilities, teams that wait for relief, people short": (
        MANY_WORKS,
        worlds.settings(**worlds.CAREFUL, **FEW_PEOPLE, **ON_CALL, relief_wait=14.0, request_rate=3.0),
    ),
    "facilities that stop all the time": (MANY_WORKS, worlds.settings(stoppage_factor=9.0, standby_after_days=3.0)),
    "no stoppage": (WORKS, worlds.settings(stoppage_factor=0.0)),
    "people tire": (EASY, worlds.settings(fatigue_quit=0.2, request_rate=6.0, **FEW_DAYS)),
    "busy": (BUSY, worlds.settings(**OFTEN_OUT)),
    "busy, few qualified": (BUSY, worlds.settings(qualified_share=0.6, fatigue_quit=0.1, **OFTEN_OUT)),
    "few qualified": (SKILLS, worlds.settings(qualified_share=0.3, request_rate=4.0)),
    "few qualified, few people": (SKILLS, worlds.settings(qualified_share=0.5, request_rate=6.0, **FEW_PEOPLE)),
    "former staff return": (EASY, worlds.settings(request_rate=6.0, **FEW_PEOPLE, **RETURN)),
    "former staff return, few qualified": (
        SKILLS,
        worlds.settings(qualified_share=0.5, request_rate=6.0, **FEW_PEOPLE, **RETURN),
    ),
    "former staff come and go": (EASY, worlds.settings(request_rate=6.0, **TURNOVER, **RETURN, refresher_days=0.0)),
    "requests planned for": (EASY, worlds.settings(request_rate=6.0, contingency_share=1.0)),
    "on call": (MANY_WORKS, worlds.settings(**worlds.CAREFUL, **FEW_PEOPLE, **ON_CALL)),
    "on call, at once, all the same": (CROWD, worlds.settings(on_call_days=0.0, on_call_pool=64.0, **FEW_PEOPLE)),
    "on call and former staff": (
        MANY_WORKS,
        worlds.settings(**worlds.CAREFUL, **FEW_PEOPLE, **FEW_DAYS, **ON_CALL, **RETURN, request_rate=3.0),
    ),
    "whole secretariat, former staff": (FULL, worlds.full_settings(inspectors_start=50.0, quit_rate=0.2, **RETURN)),
    "many clocks": (CLOCKS, worlds.settings(request_rate=5.0)),
    "many clocks, few people": (CLOCKS, worlds.settings(request_rate=5.0, **FEW_PEOPLE)),
    "all at once": (CROWD, worlds.settings(request_rate=8.0, **FEW_DAYS, **FEW_PEOPLE)),
    "capped hosts": (EASY, worlds.settings(**CAPS)),
    "capped hosts, one class": (ONE_CLASS, worlds.settings(visit_quota=10.0, selection_exponent=0.9, **TIGHT_CAPS)),
    "capped hosts, classes together": (GROUPED, worlds.settings(**CAPS)),
    "capped hosts, no room for all": (GROUPED, worlds.settings(**TIGHT_CAPS)),
    "capped hosts, one class free": (HALF_CAPPED, worlds.settings(**TIGHT_CAPS)),
    "sites by relevance": (EASY, worlds.settings(relevance_weight=0.8)),
    "sites by relevance, few": (ONE_CLASS, worlds.settings(visit_quota=90.0, relevance_weight=1.5)),
    "screening": (EASY, worlds.settings(**SCREENING)),
    "screening, people short": (BUSY, worlds.settings(**SCREENING, **OFTEN_OUT)),
    "screening, relevance and caps": (GROUPED, worlds.settings(relevance_weight=0.5, **SCREENING, **TIGHT_CAPS)),
    "hosts alike": (EASY, worlds.settings(selection_exponent=0.0)),
    "hosts between": (EASY, worlds.settings(selection_exponent=0.5)),
    "sites alike": (EASY, worlds.settings(selection_exponent=1.0)),
    "larger teams": (EASY, worlds.settings(team_factor=1.7)),
    "longer visits": (EASY, worlds.settings(duration_factor=2.3)),
    "shorter and smaller visits": (EASY, worlds.settings(team_factor=0.3, duration_factor=0.6)),
    "visits of 3.8 days": (EASY, worlds.settings(duration_factor=0.95)),
    "back to back": (EASY, worlds.settings(back_to_back=1.0, travel_days_saved=2.0)),
    "back to back, broken days": (EASY, worlds.settings(duration_factor=0.95, **BACK_TO_BACK)),
    "back to back, people short": (BUSY, worlds.settings(**SCREENING, **OFTEN_OUT, **BACK_TO_BACK)),
    "back to back, all at once": (CROWD, worlds.settings(request_rate=8.0, **FEW_DAYS, **FEW_PEOPLE, **BACK_TO_BACK)),
    "back to back, whole secretariat": (FULL, worlds.full_settings(inspectors_start=50.0, **BACK_TO_BACK)),
    "equipment": (WORKS, worlds.settings(equipment_shift=-1.6, **worlds.CAREFUL)),
    "more equipment than inspectors": (MANY_WORKS, worlds.settings(equipment_shift=-9.0, **FEW_PEOPLE)),
    "people leave as posts fall": (EASY, worlds.settings(downsizing_quit=6.0, quit_rate=0.1)),
    "every site": (ONE_CLASS, worlds.settings(visit_quota=107.0)),
    "no visits": (EASY, worlds.settings(visit_quota=0.0)),
    "people come and go": (EASY, worlds.settings(**TURNOVER)),
    "recruits under way": (EASY, worlds.settings(recruits_under_way=7.0, **TURNOVER)),
    "few leave": (EASY, worlds.settings(quit_rate=0.0, tenure_years=60.0, downsize_cap=0.0)),
    "no overrun, long rests": (EASY, worlds.settings(overrun_days=0.0, rest_days=60.0, request_rate=3.0)),
    "whole secretariat": (FULL, worlds.full_settings()),
    "whole secretariat, capped": (FULL, worlds.full_settings(host_cap_share=0.01, host_cap_max=8.0)),
    "whole secretariat, half its people": (FULL, worlds.full_settings(inspectors_start=50.0, quit_rate=0.2)),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("replicate", range(3))
def test_engine_and_twin_agree(case: str, replicate: int) -> None:
    assert differences(*CASES[case], SEED, replicate) == []


@pytest.mark.parametrize(
    "case",
    [
        "easy",
        "facilities",
        "all at once",
        "much presence",
        "busy, few qualified",
        "back to back, people short",
        "people come and go",
        "whole secretariat",
    ],
)
def test_engine_and_daily_twin_agree(case: str) -> None:
    assert differences(*CASES[case], SEED, 1, DailySecretariat) == []


def run(case: str, replicate: int = 0) -> Secretariat:
    twin = Secretariat(read_plan(*CASES[case]), SEED, replicate)
    twin.run_model()
    return twin


def total(twin: Secretariat, tally: str) -> float:
    return sum(month.tallies()[tally] for month in twin.months)


@pytest.mark.parametrize(
    "case", ["few people", "few days", "much presence", "all at once", "many facilities, people and days short"]
)
def test_cases_of_shortage_are_short_of_teams(case: str) -> None:
    twin = run(case)
    assert total(twin, "delivered_days") < 0.9 * total(twin, "required_days")


@pytest.mark.parametrize("case", ["busy", "busy, few qualified", "few qualified"])
def test_visits_are_broken_off_where_requests_are_urgent(case: str) -> None:
    assert total(run(case), "visits_broken_off") > 0


@pytest.mark.parametrize("case", ["back to back", "back to back, whole secretariat"])
def test_some_visits_share_a_trip_and_some_do_not(case: str) -> None:
    visits = [mission.sites for mission in run(case).missions if mission.kind == VISIT]
    assert {len(sites) for sites in visits} == {1, 2}


def test_a_shared_trip_that_was_broken_off_is_done_again_whole() -> None:
    shared = [mission for mission in run("back to back, people short").missions if len(mission.sites) == 2]
    again = [m for i, m in enumerate(shared) if any(m.sites == before.sites for before in shared[max(i - 30, 0) : i])]
    assert again


@pytest.mark.parametrize("case", [name for name in CASES if "on call" in name or "former staff" in name])
def test_people_not_on_staff_serve_where_there_are_any(case: str) -> None:
    twin = run(case)
    assert total(twin, "called_up") > 0
    assert total(twin, "temporary_days") > 0


def test_presence_takes_visits_and_then_rests() -> None:
    """What is lost falls with each step; nothing is taken where nothing may be."""
    nothing, visits, both = (run(f"much presence{words}") for words in (", nothing taken", ", rests kept", ""))
    assert total(nothing, "visits_broken_off") < total(visits, "visits_broken_off")
    assert total(nothing, "rests_cut") == total(visits, "rests_cut") == 0 < total(both, "rests_cut")
    assert total(nothing, "presence_lost") > total(visits, "presence_lost") >= total(both, "presence_lost")


@pytest.mark.parametrize("case", ["screening", "screening, people short", "screening, relevance and caps"])
def test_reference_inconsistencies_are_noticed_in_some_years(case: str) -> None:
    years = [total(run(case, replicate), "reference_noticed") for replicate in range(3)]
    assert 0 < sum(years) <= 15


@pytest.mark.parametrize("case", ["many clocks", "many clocks, few people"])
def test_limits_are_missed_explained_and_missed_by_others(case: str) -> None:
    twin = run(case)
    for tally in ("requests_late", "requests_explained", "limits_missed_by_others"):
        assert total(twin, tally) > 0


@pytest.mark.parametrize("case", ["much presence", "all at once"])
def test_presence_is_lost_where_it_is_much(case: str) -> None:
    assert total(run(case), "presence_lost") > 0


def test_easy_cases_are_easy() -> None:
    twin = run("few leave")
    assert total(twin, "visits_done") == total(twin, "visits_planned") > 0
    assert total(twin, "leavers") < 10


def test_many_requests_are_many_and_some_late() -> None:
    twin = run("many requests")
    assert total(twin, "requests") > 40
    assert 0 < total(twin, "requests_late") < total(twin, "requests_limited")


def test_requests_on_given_days_come_and_bring_facilities() -> None:
    twin = run("facilities that come with requests on given days")
    assert {request.day for request in twin.desk.everyone} >= {33, 400, 900, 1825}
    brought = [facility for facility in twin.presence.facilities if facility.announced.kind]
    assert all(facility.done > 0.0 for facility in brought)


def test_people_come_and_go_where_they_should() -> None:
    twin = run("people come and go")
    assert total(twin, "hires") > 10
    assert total(twin, "leavers") > 10


@pytest.mark.parametrize("case", ["capped hosts", "capped hosts, one class", "whole secretariat, capped"])
def test_a_cap_binds_for_some_hosts_and_not_for_all(case: str) -> None:
    programme = run(case).programme
    hosts = [host for of_class in programme.hosts for host in of_class]
    bound = [host for host in hosts if host.allotment == host.room < host.n]
    assert 0 < len(bound) < len(hosts)
    for quota, of_class in zip(programme.quotas(), programme.hosts, strict=True):
        assert sum(host.allotment for host in of_class) == pytest.approx(quota)


def test_a_difference_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of twin and engine, one that draws other sites, or charges other days, does not pass for the same."""
    keys = Host.sampling_keys
    monkeypatch.setattr(Host, "sampling_keys", lambda host, year, flags: keys(host, year + 1, flags))
    found = "\n".join(differences(*CASES["easy"], SEED, 0))
    assert "first mission that differs" in found
    assert "days used by inspector" in found
    assert "visits_planned" in found


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"mission_day_cost": 250.0}, "mission_day_cost"),
        ({"inspector_cost": 1e5}, "inspector_cost"),
        ({"envelope_target": 0.8}, "envelope_target"),
        ({"freeze_rung": 1.0}, "freeze_rung"),
        ({"visits_rung": 3.0}, "visits_rung"),
    ],
)
def test_settings_beyond_the_twin_are_refused(changed: dict[str, float], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        read_plan(EASY, worlds.settings(**changed))


@pytest.mark.parametrize("count", ["modifier_n", "measure_n", "mode"])
def test_modifiers_measures_and_turning_worlds_are_refused(count: str) -> None:
    settings = worlds.settings()
    assert count in (SETTINGS.names or ())
    settings[count] = 1
    with pytest.raises(ValueError, match=count):
        read_plan(EASY, settings)
