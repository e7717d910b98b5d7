"""Structural switches: each turns a mechanism of the engine off, or takes it to an end, by values of its parameters.

They stand here, and not beside the experiments that use them, because the plan statements of a pack name them. To add
one, add a line; a parameter that the engine doesn't have fails a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Switch:
    """A structural switch: the values that its parameters keep whatever circumstances and measures do."""

    id: str
    label: str
    values: Mapping[str, float]
    doc: str


SWITCHES: tuple[Switch, ...] = (
    Switch("no-resignations", "No resignations", {"quit_rate": 0}, "Inspectors leave when their tenure ends only."),
    Switch("no-tenure-limit", "No limit of tenure", {"tenure_years": 60}, "Nobody leaves because of length of service."),
    Switch("no-rest", "No rest after missions", {"rest_days": 0}, "A team may leave again on the day of its return."),
    Switch("no-overrun", "No overrun of days", {"overrun_days": 0}, "The day budget binds presence and requests too."),
    Switch("downsizing-17", "Posts fall 17 % a year", {"downsize_cap": 0.17, "downsize_cap_under_cut": 0.17}, "At most; a cut of money lets them fall no faster."),
    Switch("downsizing-35", "Posts fall 35 % under a cut", {"downsize_cap": 0.17, "downsize_cap_under_cut": 0.35}, "At most; without a cut 17 %."),
    Switch("downsizing-free", "Posts fall at once", {"downsize_cap": 1, "downsize_cap_under_cut": 1}, "Staffing follows planned work without delay on the way down."),
    Switch("instant-recruitment", "Recruitment at once", {"recruit_lead_months": 0, "training_weeks": 0, "recruit_cap": 1}, "No lead, no training, no cap on recruits."),
    Switch("no-freeze", "No recruitment freeze", {"freeze_rung": 0}, "Want of cash never stops recruitment."),
    Switch("no-late-payment", "No late payment", {"payment_delay": 0.05, "outstanding_factor": 0}, "Shortest delays, and nobody pays very late."),
    Switch("no-postponement", "Nothing postponed", {"ladder_days": 0}, "Low cash holds nothing back."),
    Switch("no-working-capital", "No working capital", {"reserve_months": 0}, "No reserve to draw on."),
    Switch("growth-as-expected", "Budget grows as expected", {"growth_noise": 0}, "What States decide on the budget never deviates from its expected growth."),
    Switch("no-recruits-under-way", "No recruits on the first day", {"recruits_under_way": 0}, "Those chosen from the first day on are the first to start."),
    Switch("no-exchange-rate", "Exchange rate fixed", {"exchange_noise": 0}, "General prices rise with inflation only."),
    Switch("no-requests", "No requests", {"request_rate": 0}, "Nothing comes that nobody planned for."),
    Switch("no-clusters", "No clusters of requests", {"branching": 0}, "A request draws no others after it; the long-run number stays."),
    Switch("no-report-queue", "Reports at once", {"report_queue": 0}, "Want of money for those who prepare them makes no report later."),
    Switch("no-shared-cost", "Nobody shares the cost", {"paid_by_others": 0}, "No other organisation repays part of what requests cost."),
    Switch("no-preparation", "No preparation", {"preparation_factor": 0}, "A team may leave on the day of the request."),
    Switch("as-declared", "Work as declared", {"stoppage_factor": 0, "slip_months": 0, "learning_start": 1, "tail_factor": 1, "plan_correction": 0}, "Facilities never stand still, start on time and work at nameplate: no optimism in plans."),
    Switch("no-stoppages", "No stoppages", {"stoppage_factor": 0}, "Facilities never stand still."),
    Switch("no-slips", "No slips", {"slip_months": 0}, "Facilities start on the declared day."),
    Switch("no-learning", "No learning, no tail", {"learning_start": 1, "tail_factor": 1}, "Facilities work at nameplate from the first day to the last."),
    Switch("contingencies-planned", "Contingencies planned for", {"contingency_share": 1}, "Request days of the year before are part of the staffing plan."),
    Switch("no-correction", "Declarations believed", {"plan_correction": 0}, "The staffing plan takes declared days as they are."),
    Switch("no-reimbursements", "No reimbursements", {"reimbursement_per_day": 0}, "Possessors repay nothing; the assessment carries all."),
    Switch("no-voluntary", "No voluntary money", {"voluntary_share": 0}, "Requests are paid from the budget alone."),
    Switch("no-transfers", "No transfers", {"transfer_limit": 0}, "Every line keeps what it was given."),
    Switch("no-preemption", "No pre-emption", {"preemption": 0}, "Urgent requests wait like any other work."),
    Switch("no-presence-preemption", "No pre-emption by presence", {"presence_preemption": 0}, "A rotation that finds no team loses the day: visits and rests go on."),
    Switch("no-rest-recall", "No recall from rest", {"presence_preemption": 1}, "Planned presence breaks off visits, and leaves alone those who rest."),
    Switch("no-relief-wait", "Teams leave on the planned day", {"relief_wait": 0}, "A team goes home after its overlap, whether its relief has come or not."),
    Switch("no-report-knowledge", "Reports independent of knowledge", {"report_knowledge": 0}, "Who knows more writes no sooner."),
    Switch("no-on-call", "No on-call inspectors", {"on_call_pool": 0}, "Presence that finds no team waits for staff."),
    Switch("no-former-staff", "No return of former staff", {"return_willingness": 0}, "Who has left comes back for no mission."),
    Switch("no-fatigue", "No fatigue", {"fatigue_quit": 0}, "Days beyond the day budget bring nobody nearer to resignation."),
    Switch("no-knowledge", "Knowledge without effect", {"knowledge_effect": 0}, "What is known changes nothing at a visit."),
    Switch("no-readiness", "Readiness without effect", {"readiness_effect": 0}, "Preparation takes as long whatever is ready."),
    Switch("no-outages", "No outages", {"outage_rate": 0}, "The systems of headquarters never fail."),
    Switch("no-host-caps", "No caps by host", {"host_cap_base": 1000, "host_cap_share": 0, "host_cap_max": 1000}, "Visits to one host are not limited."),
    Switch("equal-selection", "Equal chances for sites", {"selection_exponent": 1}, "Selection knows sites, not hosts."),
    Switch("no-back-to-back", "No shared trips", {"back_to_back": 0}, "Each visit is a trip of its own."),
    Switch("no-relevance", "Relevance without weight", {"relevance_weight": 0}, "Sites of a host have equal chances unless screening flags them."),
    Switch("no-screening", "No screening", {"screening_tpr": 0, "screening_fpr": 0}, "What was declared points to no site."),
    Switch("certain-recognition", "Recognition certain", {"p_recognise": 1}, "A visit recognises every reference inconsistency."),
    Switch("no-milestone-slips", "No slips of milestones", {"milestone_slip": 0}, "Every step takes its planned time."),
    Switch("milestones-paid", "Milestones independent of money", {"milestone_funding": 0}, "Want of money delays no step."),
    Switch("no-contagion", "No contagion of engagement", {"contagion_rate": 0}, "Outreach alone engages stakeholders."),
    Switch("no-drop-out", "No drop-out of stakeholders", {"dropout_rate": 0}, "Who takes part stays."),
    Switch("engagement-alone", "Engagement without effect", {"engagement_visits": 0}, "Who takes part changes nothing at a visit."),
    Switch("no-services", "Nothing asked for of services", {"service_rate": 0, "service_backlog": 0}, "No State asks for co-operation, support or protection."),
    Switch("ordinary-units", "Units in their ordinary form", {"online_share": 0, "tailored_share": 0}, "No unit is given online or tailored to one State."),
    Switch("no-service-quality", "Knowledge without effect on services", {"service_quality": 0}, "A unit is worth as much whatever the organisation knows."),
    Switch("no-trainers", "Trained people train nobody", {"trainer_gain": 0}, "Regions learn from the yearly cycle alone."),
    Switch("no-slips-of-training", "Stages of training in time", {"stage_slip": 0}, "Want of money alone holds a training cycle back."),
    Switch("plain-pledges", "Pledges without detail", {"pledge_detail": 0}, "Nothing says beforehand what comes from abroad."),
    Switch("no-accessions", "No accessions", {"accession_factor": 0}, "No State joins, with or without a request."),
    Switch("no-engagement-effect", "Engagement without effect on accessions", {"engagement_effect": 0}, "States join at the same rate however much is spent on engagement."),
    Switch("no-implementation-support", "Support without effect", {"support_effect": 0}, "What is given to States moves no step of national implementation."),
    Switch("no-peers", "Neighbours without effect", {"peer_effect": 0}, "Steps come as often whoever in the region is ahead."),
    Switch("still-levels", "National implementation stays", {"authority_rate": 0, "legislation_rate": 0, "functioning_rate": 0, "setback_rate": 0}, "Every party stays at its level."),
    Switch("no-late-declarations", "All declarations on time", {"declaration_base": 50, "never_share": 0}, "Every party declares by the due day."),
    Switch("no-extensions", "No extensions", {"extension_grant": 0}, "No body grants more time: dates of obligations stay."),
    Switch("no-coalitions", "No country coalitions", {"coalition_effect": 1}, "A country coalition makes no obligation's work faster."),
    Switch("no-donors", "Work independent of donors", {"donor_part": 0}, "Obligations go at their pace whatever money comes from outside."),
    Switch("no-partners", "No tasks taken over", {"partner_share": 0}, "Partners take over none of the tasks of the desk."),
    Switch("approvals-certain", "All approvals given", {"approval_certainty": 1}, "Every body approves what is asked of it at its first session."),
    Switch("visits-alone", "Assurance by visits alone", {"assurance_declaration": 0}, "Declarations let nothing be known of those who host sites."),
    Switch("tasks-in-turn", "Tasks in turn", {"desk_order": 1}, "Within a priority the desk takes what was asked for first, whatever is due first."),
    Switch("no-vacancies-at-the-desk", "Desk always filled", {"desk_quit": 0}, "Nobody leaves the team at the desk."),
    Switch("no-effect-of-the-desk", "Desk without effect", {"extension_help": 0, "advice_effect": 0, "coalition_effect": 1, "support_of_a_task": 0, "outreach_effect": 0}, "What the desk does moves neither obligations nor laws nor accessions."),
    Switch("no-joint-work", "Nothing done jointly", {"joint_depth": 0}, "Every instrument does all of its work alone."),
    Switch("no-transition", "No cost of transition", {"joint_transition": 0}, "Going from separate to joint work costs nothing."),
    Switch("no-overhead", "No overhead of joint work", {"joint_overhead": 0, "pool_overhead": 0}, "Who works together co-ordinates for nothing."),
    Switch("no-floors", "No floors of core spending", {"joint_floor": 0}, "Joint work is scaled back for no floor: what it takes from below is shown."),
    Switch("no-pooling", "No pooled queues", {"pooling": 0}, "Every service is a queue of its own."),
    Switch("separate-forms", "Forms of reports separate", {"harmonised": 0}, "No report takes less for what another has asked."),
    Switch("separate-meetings", "Meetings separate", {"meeting_joint": 0}, "Each meeting has its own venue and its own trips."),
    Switch("no-sponsored-places", "No sponsored places", {"sponsored_places": 0}, "Every delegation comes at its own cost."),
    Switch("still-axes", "Axes without unrest", {"conflict_noise": 0, "resources_noise": 0}, "Conflict and resources stay where the scenario puts them."),
)  # fmt: skip

BY_ID = {switch.id: switch for switch in SWITCHES}
