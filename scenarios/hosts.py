"""How the sites of a class lie among its hosts: by rank, whole numbers, none without a site."""

from simulation.maths import power


def sites_by_host(sites: int, hosts: int, concentration: float) -> tuple[int, ...]:
    """Sites of the host of each rank, largest first, proportional to rank ** -concentration by largest remainder.

    Equal remainders go to the lower rank. A host left without a site takes one from the host that has most.
    """
    weights = [power(float(rank), -concentration) for rank in range(1, hosts + 1)]
    total = 0.0
    for weight in weights:
        total += weight
    exact = [sites * weight / total for weight in weights]
    whole = [int(share) for share in exact]
    by_remainder = sorted(range(hosts), key=lambda host: (whole[host] - exact[host], host))
    for host in by_remainder[: sites - sum(whole)]:
        whole[host] += 1
    for host in range(hosts):
        if whole[host] == 0:
            whole[whole.index(max(whole))] -= 1
            whole[host] = 1
    return tuple(whole)
