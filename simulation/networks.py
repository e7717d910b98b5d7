"""Networks: the actors of a case as a graph (who pays, hosts, is served by whom), and stakeholders and their links."""

from collections.abc import Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from simulation import slots
from simulation.rules.requests import DONE
from simulation.teams import ABSENT, PRESENCE, REQUEST, VISIT

ORGANISATION = "organisation"
_SERVED = {VISIT: "host", PRESENCE: "facility", REQUEST: "request"}


def actors(world: NDArray[np.void], ground: NDArray[np.void]) -> nx.MultiDiGraph:
    """Nodes carry `kind`: organisation, payer, host, facility, request, inspector. Edges carry `relation`:

    owes (payer to organisation, `amount` outstanding of the years assessed), hosts (host to organisation, `sites`),
    asks (request to organisation), employs (organisation to inspector), serves (inspector to host, facility or
    request, while on mission). All synthetic: nothing here names a State.
    """
    graph = nx.MultiDiGraph()
    graph.add_node(ORGANISATION, kind=ORGANISATION)
    w, g = world[0], ground[0]
    _payers(graph, w, g)
    _hosts(graph, g)
    for row in range(int(g["facility_n"])):
        graph.add_node(("facility", row), kind="facility")
    for row in range(int(w["request"]["n"])):
        graph.add_node(("request", row), kind="request")
        if w["request"]["status"][row] != DONE:
            graph.add_edge(("request", row), ORGANISATION, relation="asks")
    _inspectors(graph, w, g)
    return graph


def _payers(graph: nx.MultiDiGraph, w: np.void, g: np.void) -> None:
    today = int(w["clock"]["day"])
    for row in range(int(g["payer_n"])):
        due = w["fund"]["due"][row]
        unpaid = float(due[w["fund"]["payment_day"][row] >= today].sum())
        graph.add_node(("payer", row), kind="payer")
        graph.add_edge(("payer", row), ORGANISATION, relation="owes", amount=unpaid)


def _hosts(graph: nx.MultiDiGraph, g: np.void) -> None:
    hosts, sites = np.unique(g["site_host"][: int(g["site_n"])], return_counts=True)
    for host, n in zip(hosts, sites, strict=True):
        graph.add_node(("host", int(host)), kind="host")
        graph.add_edge(("host", int(host)), ORGANISATION, relation="hosts", sites=int(n))


def _inspectors(graph: nx.MultiDiGraph, w: np.void, g: np.void) -> None:
    for row in np.flatnonzero(w["staff"]["free"] != ABSENT):
        graph.add_node(("inspector", int(row)), kind="inspector")
        graph.add_edge(ORGANISATION, ("inspector", int(row)), relation="employs")
        mission = int(w["staff"]["mission"][row])
        if mission >= 0 and w["clock"]["day"] < w["mission"]["start"][mission] + w["mission"]["days"][mission]:
            kind, ref = int(w["mission"]["kind"][mission]), int(w["mission"]["ref"][mission])
            served = int(g["site_host"][ref]) if kind == VISIT else ref
            graph.add_edge(("inspector", int(row)), (_SERVED[kind], served), relation="serves")


def stakeholders(communities: Sequence[tuple[int, int, int, int]]) -> nx.Graph:
    """Stakeholders as nodes 0, 1, ... community by community; a community is (members, links, bridges, seed).

    Within a community each newcomer links to `links` others, the more readily the more links they have, which makes it
    scale-free: A.-L. Barabasi and R. Albert, Emergence of scaling in random networks, Science 286 (1999). `bridges`
    are links from members drawn evenly to members of the others; one drawn twice is one. The seed fixes all of it.
    """
    graph, first = nx.Graph(), 0
    total = sum(members for members, *_ in communities)
    for members, links, _, seed in communities:
        part = nx.barabasi_albert_graph(members, links, seed=seed)
        graph.add_nodes_from(range(first, first + members))
        graph.add_edges_from((first + one, first + other) for one, other in part.edges)
        first += members
    first = 0
    for members, _, bridges, seed in communities:
        for bridge in range(bridges if members < total else 0):
            inside, outside = _drawn(seed, bridge, 0, members), _drawn(seed, bridge, 1, total - members)
            graph.add_edge(first + inside, outside if outside < first else outside + members)
        first += members
    return graph


def _drawn(seed: int, bridge: int, end: int, n: int) -> int:
    return int(slots.uniform(np.uint64(slots.key_of(seed, end)), 0, 0, bridge) * n)


def neighbours(graph: nx.Graph) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Neighbours in ascending order, node after node: where those of each begin (nodes + 1), and the neighbours."""
    rows = [sorted(graph.neighbors(node)) for node in range(graph.number_of_nodes())]
    first = np.cumsum([0, *(len(row) for row in rows)])
    return first, np.array([node for row in rows for node in row], np.int64)
