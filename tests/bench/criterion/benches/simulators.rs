//! Events per second of the simulators, natively: `cargo bench` in this folder.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tradeoffs_bench::cases;

fn simulators(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("events");
    group.sample_size(20);
    for case in cases() {
        group.throughput(Throughput::Elements(case.run(1)));
        group.bench_function(&case.name, |bencher| bencher.iter(|| case.run(1)));
    }
    group.finish();
}

criterion_group!(benches, simulators);
criterion_main!(benches);
