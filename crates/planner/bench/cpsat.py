"""The planner beside OR-Tools CP-SAT, two workers each, one after the other.

    pip install ortools
    python cpsat.py rcpsp FOLDER [--sets j30,j60] [--step 4] [--seconds 2]
    python cpsat.py factory [--seeds 20] [--seconds 60]

`rcpsp` solves instances of FOLDER/<set> with both programs for the same time, in alternating order, and prints the mean
ratio of makespans, ours to theirs. `factory` computes CP-SAT's weighted lateness of the flat factories and adds what is
missing to cpsat_factory.csv, so it can be stopped and started again. Its seconds are those of two free cores: it stops
by the processor time used, so that other work on the machine takes nothing from it.
Build the benchmark first: cargo build --release --package planner --example bench.
"""

import argparse
import csv
import os
import pathlib
import subprocess
import threading
import time

from ortools.sat.python import cp_model

HERE = pathlib.Path(__file__).parent
KEPT = HERE / "cpsat_factory.csv"
LOADS = [65, 75, 85, 95]
WORKERS = 2


def bench():
    """The compiled benchmark."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or HERE.parents[2] / "target")
    return str(target / "release" / "examples" / "bench")


def solver():
    """CP-SAT as it comes, with two workers."""
    out = cp_model.CpSolver()
    out.parameters.num_workers = WORKERS
    return out


def solve_by_processor_time(run, model, seconds):
    """Solves until every worker has had `seconds` of a core."""
    end = time.process_time() + WORKERS * seconds
    done = threading.Event()

    def watch():
        while not done.wait(0.1):
            if time.process_time() >= end:
                run.stop_search()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        return run.solve(model)
    finally:
        done.set()
        watcher.join()


def cpsat_rcpsp(path, seconds):
    """The makespan that CP-SAT finds for an instance in Patterson's format."""
    numbers = iter(map(int, path.read_text().split()))
    count, resources = next(numbers), next(numbers)
    capacities = [next(numbers) for _ in range(resources)]
    jobs = []
    for _ in range(count):
        duration = next(numbers)
        demands = [next(numbers) for _ in range(resources)]
        jobs.append((duration, demands, [next(numbers) - 1 for _ in range(next(numbers))]))
    horizon = sum(duration for duration, _, _ in jobs)
    model = cp_model.CpModel()
    starts = [model.new_int_var(0, horizon, "") for _ in jobs]
    spans = [model.new_fixed_size_interval_var(s, d, "") for s, (d, _, _) in zip(starts, jobs)]
    makespan = model.new_int_var(0, horizon, "")
    for start, (duration, _, followers) in zip(starts, jobs):
        model.add(makespan >= start + duration)
        for follower in followers:
            model.add(starts[follower] >= start + duration)
    for k, capacity in enumerate(capacities):
        model.add_cumulative(spans, [demands[k] for _, demands, _ in jobs], capacity)
    model.minimize(makespan)
    run = solver()
    run.parameters.max_time_in_seconds = seconds
    status = run.solve(model)
    return run.value(makespan) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else horizon


def ours_rcpsp(path, seconds):
    """The makespan that the planner finds."""
    out = subprocess.run([bench(), "solve", str(path), str(seconds)], capture_output=True, text=True, check=True)
    return int(out.stdout)


def rcpsp(args):
    """Both programs on every `step`-th instance of each set."""
    for name in args.sets.split(","):
        files = sorted((pathlib.Path(args.folder) / name).glob("*.rcp"))[:: args.step]
        ratios, better, worse = [], 0, 0
        for n, path in enumerate(files):
            runs = [("ours", ours_rcpsp), ("theirs", cpsat_rcpsp)]
            found = {who: run(path, args.seconds) for who, run in (runs if n % 2 == 0 else runs[::-1])}
            ratios.append(found["ours"] / found["theirs"])
            better += found["ours"] < found["theirs"]
            worse += found["ours"] > found["theirs"]
        mean = sum(ratios) / len(ratios)
        print(f"{name}: {len(files)} instances, {args.seconds} s each: mean ratio {mean:.4f}, "
              f"shorter {better}, longer {worse}", flush=True)


def read_factory(seed, load):
    """The flat factory as the benchmark exports it."""
    out = subprocess.run([bench(), "export", str(seed), str(load)], capture_output=True, text=True, check=True)
    horizon, capacities, orders = 0, [], []
    for line in out.stdout.splitlines():
        word, *numbers = line.split()
        numbers = list(map(int, numbers))
        if word == "horizon":
            horizon = numbers[0]
        elif word == "resource":
            capacities.append(numbers[0])
        elif word == "order":
            orders.append({"due": numbers[0], "weight": numbers[1], "ops": []})
        elif word == "op":
            orders[-1]["ops"].append({"release": numbers[0], "modes": [], "after": []})
        else:
            orders[-1]["ops"][-1]["modes" if word == "mode" else "after"].append(numbers)
    return horizon, capacities, orders


def cpsat_factory(seed, load, seconds):
    """CP-SAT's weighted lateness, and the bound that it proves."""
    horizon, capacities, orders = read_factory(seed, load)
    model = cp_model.CpModel()
    on = [[] for _ in capacities]
    cost = []
    for order in orders:
        ends = []
        for op in order["ops"]:
            start = model.new_int_var(op["release"], horizon, "")
            end = model.new_int_var(op["release"], horizon, "")
            chosen = []
            for resource, work in op["modes"]:
                if len(op["modes"]) == 1:
                    on[resource].append(model.new_interval_var(start, work, end, ""))
                    continue
                here = model.new_bool_var("")
                on[resource].append(model.new_optional_interval_var(start, work, end, here, ""))
                chosen.append(here)
            if chosen:
                model.add_exactly_one(chosen)
            if not op["modes"]:
                model.add(end == start)
            for before, lag in op["after"]:
                model.add(start >= ends[before] + lag)
            ends.append(end)
        late = model.new_int_var(0, horizon, "")
        for end in ends:
            model.add(late >= end - order["due"])
        cost.append(order["weight"] * late)
    for spans, capacity in zip(on, capacities):
        if capacity == 1:
            model.add_no_overlap(spans)
        else:
            model.add_cumulative(spans, [1] * len(spans), capacity)
    model.minimize(sum(cost))
    run = solver()
    status = solve_by_processor_time(run, model, seconds)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    # Nothing found is the worst that a plan within the horizon can be.
    value = round(run.objective_value) if found else sum(o["weight"] * (horizon - o["due"]) for o in orders)
    return value, round(run.best_objective_bound)


def factory(args):
    """Adds the results that are missing."""
    with KEPT.open(newline="") as file:
        known = {(int(row["seed"]), int(row["load"])) for row in csv.DictReader(file)}
    for seed in range(1, args.seeds + 1):
        for load in LOADS:
            if (seed, load) in known:
                continue
            began = time.monotonic()
            value, bound = cpsat_factory(seed, load, args.seconds)
            with KEPT.open("a", newline="") as file:
                csv.writer(file, lineterminator="\n").writerow([seed, load, value, bound])
            print(f"seed {seed}, load {load}: {value}, bound {bound}, {time.monotonic() - began:.0f} s", flush=True)


def main():
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("rcpsp")
    one.add_argument("folder")
    one.add_argument("--sets", default="j30,j60")
    one.add_argument("--step", type=int, default=4)
    one.add_argument("--seconds", type=float, default=2)
    one.set_defaults(run=rcpsp)
    two = commands.add_parser("factory")
    two.add_argument("--seeds", type=int, default=20)
    two.add_argument("--seconds", type=float, default=60)
    two.set_defaults(run=factory)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
