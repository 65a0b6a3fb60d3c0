//! How long ten years of progress take to load natively: 500 lessons, each with 200 answers to its
//! questions. The browser's figures are printed by S46 in
//! `tests/e2e/progress-copies.spec.mjs`.

use course::base::id::{LessonId, QuestionId};
use course::base::time::{Clock, Time};
use course::progress::keeper::{Keeper, Ports};
use course::progress::store::{
    Change, Channel, Done, Keys, Lock, MemoryStore, Release, Row, Store, Timer, commit,
};
use course::progress::{Event, EventId, Names, Record, Scope, What, save};
use course::question::{Answer, Confidence};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::fs;
use std::rc::Rc;
use std::time::Instant;

const LESSONS: u32 = 500;
const ATTEMPTS: u32 = 200;
const QUESTIONS: u32 = 8;
const TIMES: usize = 9;

/// What is to be done later.
type Later = Rc<RefCell<VecDeque<Box<dyn FnOnce()>>>>;

/// A journal that answers later.
struct Journal {
    rows: Rc<MemoryStore>,
    later: Later,
}

/// A store that several keepers use, one after the other.
struct Quick(Rc<MemoryStore>);

struct Outside(Later);

impl Store for Quick {
    fn read(&self, which: Keys, done: Done<Vec<Row>>) {
        self.0.read(which, done);
    }

    fn commit(&self, changes: Vec<Change>, done: Done<()>) {
        self.0.commit(changes, done);
    }
}

impl Store for Journal {
    fn read(&self, which: Keys, done: Done<Vec<Row>>) {
        let rows = self.rows.clone();
        self.later.borrow_mut().push_back(Box::new(move || rows.read(which, done)));
    }

    fn commit(&self, changes: Vec<Change>, done: Done<()>) {
        let rows = self.rows.clone();
        self.later.borrow_mut().push_back(Box::new(move || rows.commit(changes, done)));
    }
}

impl Channel for Outside {
    fn send(&self, _: &str) {}
}

impl Lock for Outside {
    fn if_free(&self, _: Box<dyn FnOnce(Release)>) {}
}

impl Timer for Outside {
    fn after(&self, milliseconds: u32, then: Box<dyn FnOnce()>) {
        if milliseconds == 0 {
            self.0.borrow_mut().push_back(then);
        }
    }
}

impl Clock for Outside {
    fn now(&self) -> Time {
        Time(1_789_000_000_000)
    }
}

fn slug(text: &str) -> LessonId {
    LessonId::new(text).expect("a slug")
}

fn scope(n: u32) -> Scope {
    Scope::Lesson(slug(&format!("a-lesson-with-a-long-name-{n}")))
}

/// A lesson that was studied for ten years: its questions answered again and again.
fn studied(n: u32) -> Record {
    let mut record = Record::default();
    let mut add = |number: u32, what: What| {
        let id = EventId { tab: 0xfeed_f00d_0000_0000 + u64::from(n), number };
        let at = Time(1_789_000_000_000 + u64::from(number));
        record.insert(id, Event { at, order: number + 1, epoch: 0, what, raw: None });
    };
    add(0, What::Opened);
    for k in 0..ATTEMPTS {
        let question = QuestionId::new(format!("a-question-about-{}", k % QUESTIONS));
        let what = What::Answered {
            question: question.expect("a slug"),
            revision: 3_405_691_582,
            answer: Answer::Choice { chosen: vec![k % 4] },
            confidence: Confidence::Likely,
            score: f64::from((k / QUESTIONS) % 2),
        };
        add(k + 1, what);
    }
    record
}

/// Milliseconds that this thread has spent on a processor, where the system says so; otherwise those
/// since `start`. Other programs share the machine, and their time is none of this one's.
fn spent(start: Instant) -> f64 {
    let on_processor = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = on_processor.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64() * 1e3, |ns| ns / 1e6)
}

/// How long the work takes: the least of several times, and the middle one.
fn timed(label: &str, prepare: impl Fn() -> Rc<Keeper>, work: impl Fn(&Rc<Keeper>)) {
    let mut times: Vec<f64> = Vec::new();
    for _ in 0..TIMES {
        let keeper = prepare();
        #[allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
        let start = Instant::now();
        let before = spent(start);
        work(&keeper);
        times.push(spent(start) - before);
    }
    times.sort_by(f64::total_cmp);
    println!("{label:<72} {:7.1} ms at best, {:7.1} ms in the middle", times[0], times[TIMES / 2]);
}

fn main() {
    let (quick, journal) = (Rc::new(MemoryStore::default()), Rc::new(MemoryStore::default()));
    let names = Names::new("/");
    let (mut units, mut bytes) = (0, 0);
    for n in 0..LESSONS {
        let (scope, record) = (scope(n), studied(n));
        let all = save::write(&scope, &record, &Default::default());
        let seen = save::write(&scope, &record.essence(), &Default::default());
        units += seen.encode_utf16().count() + names.record(&scope).len();
        bytes += all.len();
        let row = format!("{}0000000000000001-0", names.rows(&scope));
        for (store, key, text) in [(&quick, names.record(&scope), seen), (&journal, row, all)] {
            commit(&**store, vec![Change::Put(key, text)]).expect("memory takes everything");
        }
    }
    println!(
        "{LESSONS} lessons, {ATTEMPTS} answers each: {units} UTF-16 units mirrored, {bytes} bytes in the journal"
    );
    let later = Later::default();
    let open = || {
        later.borrow_mut().clear();
        let outside = || Rc::new(Outside(later.clone()));
        let ports = Ports {
            quick: Rc::new(Quick(quick.clone())),
            journal: Rc::new(Journal { rows: journal.clone(), later: later.clone() }),
            channel: outside(),
            lock: outside(),
            timer: outside(),
            clock: outside(),
        };
        Keeper::new("/", ports, 7)
    };
    let all_done = || {
        loop {
            // Not within the condition: what is done may put more off, and needs the list.
            let next = later.borrow_mut().pop_front();
            let Some(next) = next else { break };
            next();
        }
    };
    let seen = || {
        let keeper = open();
        keeper.load_all(|| {});
        keeper
    };
    timed("One lesson: its page is opened", open, |keeper| keeper.load(&scope(250)));
    timed("One lesson: and the journal has answered", open, |keeper| {
        keeper.load(&scope(250));
        all_done();
    });
    timed("All lessons: what the first paint needs", open, |keeper| keeper.load_all(|| {}));
    timed("All lessons: the same again, when the tab is looked at", seen, |keeper| {
        keeper.look_again(false);
    });
    timed("All lessons: and every answer ever given, from the journal", open, |keeper| {
        keeper.load_all(|| {});
        all_done();
    });
    timed("All lessons: a copy as a file, once they are loaded", seen, |keeper| {
        assert!(!keeper.export().is_empty());
    });
}
