"""Projects larger than the public ones at hand, to compare on: like those of PSPLIB's j90 and j120, and with 300 jobs.

    python larger.py FOLDER
    python cpsat.py rcpsp FOLDER --sets l90,l120,l300 --step 1

After ProGen (R. Kolisch, A. Sprecher, A. Drexl, Management Science 41, 1995): 4 resources, durations and demands from 1 to
10, no arc that others imply, `complexity` arcs for each job; a job uses the share `factor` of the resources; `strength`
says how far a capacity lies between the largest demand (0) and what the schedule without capacities needs (1). Jobs are
numbered so that arcs go upward, which makes "implied" a question of sets of bits. One project for each combination,
the same each time.
"""

import itertools
import pathlib
import random
import sys

RESOURCES = 4
COMPLEXITIES = [1.5, 1.8, 2.1]
FACTORS = [0.25, 0.5, 0.75, 1.0]
# Jobs: strengths. PSPLIB's largest set is the scarcest one.
SETS = {90: [0.2, 0.5, 0.7, 1.0], 120: [0.1, 0.2, 0.3, 0.4, 0.5], 300: [0.1, 0.3]}
# Jobs that nothing precedes, and jobs that nothing follows; most arcs from or to a job.
ENDS, MOST = 3, 3


class Network:
    """Arcs between jobs 1..count; 0 and count + 1 are the dummies."""

    def __init__(self, rng, count, complexity):
        self.rng, self.count, self.reach = rng, count, max(20, count // 4)
        self.after = [set() for _ in range(count + 2)]
        self.before = [set() for _ in range(count + 2)]
        self.first, self.last = range(1, ENDS + 1), range(count + 1 - ENDS, count + 1)
        for job in self.first:
            self.link(0, job)
        for job in self.last:
            self.link(job, count + 1)
        for job in range(ENDS + 1, count + 1):
            self.link(self.one_of(max(1, job - self.reach), job, lambda i: i not in self.last, self.after), job)
        for job in range(1, count + 1):
            if not self.after[job]:
                self.link(job, self.one_of(job + 1, job + self.reach, lambda j: j not in self.first, self.before))
        self.reduce()
        wanted = round(complexity * (count + 2))
        for _ in range(100 * count):
            if sum(map(len, self.after)) >= wanted:
                break
            self.try_one_more()

    def link(self, job, follower):
        self.after[job].add(follower)
        self.before[follower].add(job)

    def unlink(self, job, follower):
        self.after[job].discard(follower)
        self.before[follower].discard(job)

    def one_of(self, low, high, allowed, arcs):
        """A job from `low` to before `high`, if possible one that has few arcs."""
        jobs = [job for job in range(low, min(high, self.count + 1)) if allowed(job)]
        return self.rng.choice([job for job in jobs if len(arcs[job]) < MOST] or jobs)

    def ancestors(self):
        """Of each job, as bits."""
        out = [0] * (self.count + 2)
        for job, before in enumerate(self.before):
            for other in before:
                out[job] |= out[other] | 1 << other
        return out

    def implied(self):
        """Arcs that follow from others."""
        above = self.ancestors()
        return [(a, b) for b, before in enumerate(self.before) for a in before
                if any(above[other] >> a & 1 for other in before)]

    def reduce(self):
        for arc in self.implied():
            self.unlink(*arc)

    def try_one_more(self):
        job = self.rng.randint(1, self.count - ENDS)
        follower = self.rng.randint(job + 1, min(self.count, job + self.reach))
        full = len(self.after[job]) >= MOST or len(self.before[follower]) >= MOST
        if full or follower in self.first or self.ancestors()[follower] >> job & 1:
            return
        self.link(job, follower)
        if self.implied():
            self.unlink(job, follower)


def project(seed, count, complexity, factor, strength):
    """The lines of a project in Patterson's format."""
    rng = random.Random(seed)
    network = Network(rng, count, complexity)
    jobs = range(1, count + 1)
    durations = [0] + [rng.randint(1, 10) for _ in jobs] + [0]
    demands = [[0] * RESOURCES for _ in durations]
    for job in jobs:
        for resource in rng.sample(range(RESOURCES), max(1, round(factor * RESOURCES))):
            demands[job][resource] = rng.randint(1, 10)
    starts = [0] * len(durations)
    for job in range(1, count + 2):
        starts[job] = max(starts[before] + durations[before] for before in network.before[job])
    capacities = []
    for resource in range(RESOURCES):
        load = [0] * (starts[-1] + 1)
        for job in jobs:
            for time in range(starts[job], starts[job] + durations[job]):
                load[time] += demands[job][resource]
        least = max(demand[resource] for demand in demands)
        capacities.append(least + round(strength * (max(load) - least)))
    yield f"{len(durations)} {RESOURCES}"
    yield " ".join(map(str, capacities))
    for job, duration in enumerate(durations):
        after = sorted(network.after[job])
        yield " ".join(map(str, [duration, *demands[job], len(after), *(other + 1 for other in after)]))


def main():
    """Writes all of them."""
    for count, strengths in SETS.items():
        folder = pathlib.Path(sys.argv[1]) / f"l{count}"
        folder.mkdir(parents=True, exist_ok=True)
        for n, (complexity, factor, strength) in enumerate(itertools.product(COMPLEXITIES, FACTORS, strengths), 1):
            lines = project(1000 * count + n, count, complexity, factor, strength)
            (folder / f"l{count}_{n:02}.rcp").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
