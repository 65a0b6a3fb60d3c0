"""The simulations of the benchmark with SimPy, as its documentation writes them.

Prints one line of JSON: for each, the simulated events and the seconds they took. Needs `simpy`; the
cache has no clock, so it is an ordered dictionary.
"""

import json
import random
import sys
import time
from bisect import bisect_left
from collections import OrderedDict
from itertools import accumulate

import simpy


def servers(arrivals, rate=9.0, count=10):
    env = simpy.Environment()
    desk = simpy.Resource(env, capacity=count)

    def customer():
        with desk.request() as turn:
            yield turn
            yield env.timeout(random.expovariate(1.0))

    def source():
        for _ in range(arrivals):
            yield env.timeout(random.expovariate(rate))
            env.process(customer())

    env.process(source())
    env.run()
    return 2 * arrivals


def batches(arrivals, rate=0.12, most=8, fixed=20.0, each=1.0):
    env = simpy.Environment()
    queue = simpy.Store(env)
    events = arrivals

    def source():
        for _ in range(arrivals):
            yield env.timeout(random.expovariate(rate))
            yield queue.put(env.now)

    def server():
        nonlocal events
        served = 0
        while served < arrivals:
            batch = [(yield queue.get())]
            while queue.items and len(batch) < most:
                batch.append((yield queue.get()))
            yield env.timeout(fixed + each * len(batch))
            served += len(batch)
            events += 1

    env.process(source())
    env.process(server())
    env.run()
    return events


def fan_out(requests, rate=0.6, leaves=100):
    env = simpy.Environment()
    desks = [[simpy.Resource(env, capacity=1) for _ in range(2)] for _ in range(leaves)]

    def call(desk):
        with desk.request() as turn:
            yield turn
            yield env.timeout(random.expovariate(1.0))

    def request():
        yield env.all_of([env.process(call(random.choice(pair))) for pair in desks])

    def source():
        for _ in range(requests):
            yield env.timeout(random.expovariate(rate))
            env.process(request())

    env.process(source())
    env.run()
    return requests * leaves


def cache(requests, items=10_000, room=500, skew=0.8):
    cumulative = list(accumulate((i + 1) ** -skew for i in range(items)))
    kept = OrderedDict()
    for _ in range(requests):
        item = bisect_left(cumulative, random.random() * cumulative[-1])
        if item in kept:
            kept.move_to_end(item)
        else:
            if len(kept) == room:
                kept.popitem(last=False)
            kept[item] = True
    return requests


def main():
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    random.seed(1)
    sizes = {
        "servers": (servers, 30_000),
        "batches": (batches, 30_000),
        "fanOut": (fan_out, 300),
        "cache": (cache, 200_000),
    }
    results = {}
    for name, (simulate, size) in sizes.items():
        start = time.perf_counter()
        events = simulate(max(1, int(size * scale)))
        results[name] = {"events": events, "seconds": time.perf_counter() - start}
    print(json.dumps(results))


if __name__ == "__main__":
    main()
