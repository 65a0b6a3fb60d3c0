// The four simulations of the benchmark as anybody would write them in JavaScript: a binary heap of
// events, typed arrays where they help, Math.random. They show what the same browser does without
// WASM. Each returns how many events it has simulated.

const exponential = (mean) => -mean * Math.log(1 - Math.random());

/** The earliest of many moments. */
class Calendar {
  constructor() {
    this.heap = [];
  }

  push(moment, what) {
    const { heap } = this;
    let i = heap.push([moment, what]) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (heap[parent][0] <= heap[i][0]) break;
      [heap[parent], heap[i]] = [heap[i], heap[parent]];
      i = parent;
    }
  }

  pop() {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0) return first;
    heap[0] = last;
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      const right = left + 1;
      let least = i;
      if (left < heap.length && heap[left][0] < heap[least][0]) least = left;
      if (right < heap.length && heap[right][0] < heap[least][0]) least = right;
      if (least === i) return first;
      [heap[least], heap[i]] = [heap[i], heap[least]];
      i = least;
    }
  }
}

/** First come, first served, without moving what waits. */
class Queue {
  constructor() {
    this.items = [];
    this.first = 0;
  }

  get length() {
    return this.items.length - this.first;
  }

  push(item) {
    this.items.push(item);
  }

  shift() {
    const item = this.items[this.first];
    this.first += 1;
    if (this.first > 4096 && this.first * 2 > this.items.length) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
    return item;
  }
}

/** M/M/c: the mean wait over so many arrivals. */
export function servers({ arrivals, rate = 9, count = 10 }) {
  const calendar = new Calendar();
  const waiting = new Queue();
  let [busy, waits, arrived, events] = [0, 0, 0, 0];
  calendar.push(exponential(1 / rate), 'arrival');
  while (arrived < arrivals) {
    const [now, what] = calendar.pop();
    events += 1;
    if (what === 'arrival') {
      arrived += 1;
      calendar.push(now + exponential(1 / rate), 'arrival');
      if (busy < count) {
        busy += 1;
        calendar.push(now + exponential(1), 'departure');
      } else {
        waiting.push(now);
      }
    } else if (waiting.length > 0) {
      waits += now - waiting.shift();
      calendar.push(now + exponential(1), 'departure');
    } else {
      busy -= 1;
    }
  }
  return { events, result: waits / arrived };
}

/** A server that takes up to `most` requests at once: the mean latency. */
export function batches({ arrivals, rate = 0.12, most = 8, fixed = 20, each = 1 }) {
  const calendar = new Calendar();
  const waiting = new Queue();
  let [busy, latencies, arrived, served, events] = [false, 0, 0, 0, 0];
  const take = (now) => {
    const batch = [];
    while (batch.length < most && waiting.length > 0) batch.push(waiting.shift());
    busy = batch.length > 0;
    if (busy) calendar.push(now + fixed + each * batch.length, batch);
  };
  calendar.push(exponential(1 / rate), null);
  while (arrived < arrivals) {
    const [now, batch] = calendar.pop();
    events += 1;
    if (batch === null) {
      arrived += 1;
      waiting.push(now);
      calendar.push(now + exponential(1 / rate), null);
      if (!busy) take(now);
    } else {
      for (const since of batch) latencies += now - since;
      served += batch.length;
      take(now);
    }
  }
  return { events, result: latencies / served };
}

/** Requests that ask one of two replicas of all leaves and wait for the last: the mean latency. */
export function fanOut({ requests, rate = 0.6, leaves = 100 }) {
  const free = new Float64Array(2 * leaves);
  let [now, latencies, events] = [0, 0, 0];
  for (let i = 0; i < requests; i += 1) {
    now += exponential(1 / rate);
    let last = now;
    for (let leaf = 0; leaf < leaves; leaf += 1) {
      const replica = 2 * leaf + (Math.random() < 0.5 ? 1 : 0);
      const done = Math.max(free[replica], now) + exponential(1);
      free[replica] = done;
      if (done > last) last = done;
      events += 1;
    }
    latencies += last - now;
  }
  return { events, result: latencies / requests };
}

/** A cache that forgets what was least recently used, under Zipf's law: the hit ratio. */
export function cache({ requests, items = 10_000, room = 500, skew = 0.8 }) {
  const cumulative = new Float64Array(items);
  let sum = 0;
  for (let i = 0; i < items; i += 1) cumulative[i] = sum += (i + 1) ** -skew;
  const kept = new Map();
  let hits = 0;
  for (let i = 0; i < requests; i += 1) {
    const target = Math.random() * sum;
    let [low, high] = [0, items - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] < target) low = middle + 1;
      else high = middle;
    }
    if (kept.delete(low)) hits += 1;
    else if (kept.size === room) kept.delete(kept.keys().next().value);
    kept.set(low, true);
  }
  return { events: requests, result: hits / requests };
}
