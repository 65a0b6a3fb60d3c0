use super::calendar::{self, Entry};
use super::*;
use crate::base::time::Time;
use crate::review::next::SKILLS;
use proptest::prelude::*;

const TODAY: Date = Date(20_782);

fn outline(minutes: u32, requires: &[usize], skills: &[usize]) -> Outline {
    Outline { minutes, requires: requires.into(), skills: skills.into(), cards: 8 }
}

fn situation<'a>(lessons: &'a [Outline], left: &'a [f64], days: i64, hours: u32) -> Situation<'a> {
    Situation {
        today: TODAY,
        aim: Aim { date: Date(TODAY.0 + days), hours },
        lessons,
        left,
        need: [0.5; SKILLS],
        due: &[],
        fresh: &[2, 0, 1, 0, 0, 0, 0, 1],
    }
}

#[test]
fn lessons_come_in_the_order_of_the_course_and_the_first_one_today() {
    let lessons = [outline(30, &[], &[0]), outline(40, &[0], &[1]), outline(20, &[], &[2])];
    let plan = Plan::of(&situation(&lessons, &[1.0; 3], 21, 5));
    assert_eq!(plan.read().collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(plan.days[0].lessons, [0]);
    assert_eq!(plan.days.len(), 21);
    assert!(plan.out.is_empty());
}

#[test]
fn what_trains_a_weak_skill_comes_earlier_with_what_it_requires() {
    let lessons = [
        outline(30, &[], &[0]),
        outline(30, &[], &[1]),
        outline(30, &[1], &[4]),
        outline(30, &[], &[0]),
    ];
    let mut situation = situation(&lessons, &[1.0; 4], 30, 5);
    situation.need[4] = 0.9;
    assert_eq!(Plan::of(&situation).read().collect::<Vec<_>>(), [1, 2, 0, 3]);
}

#[test]
fn where_time_is_short_the_least_needed_is_left_out_and_reviews_stay() {
    let lessons: Vec<_> = (0..6).map(|_| outline(60, &[], &[0])).collect();
    let short = situation(&lessons, &[1.0; 6], 7, 3);
    let plan = Plan::of(&short);
    let fit = plan.read().count();
    assert!((2..=4).contains(&fit), "{fit} hours of three");
    assert_eq!(plan.out, (fit..6).collect::<Vec<_>>());
    assert!(plan.review() > 0.0);
    assert!(plan.days.last().is_some_and(|day| day.lessons.is_empty()), "the last day is free");
    assert!(words::summary(&plan, &short).contains(&format!("{fit} of 6 lessons fit")));
}

#[test]
fn reviews_go_first() {
    let lessons: Vec<_> = (0..6).map(|_| outline(40, &[], &[0])).collect();
    let mut busy = situation(&lessons, &[1.0; 6], 28, 2);
    let free = Plan::of(&busy).read().count();
    let due = [90; 28];
    busy.due = &due;
    let plan = Plan::of(&busy);
    assert!(plan.read().count() < free);
    assert!(plan.days.iter().all(|day| day.prompts >= 90));
}

#[test]
fn a_day_that_is_past_or_today_makes_a_plan_without_days() {
    let lessons = [outline(30, &[], &[0])];
    for days in [0, -5] {
        let past = situation(&lessons, &[1.0], days, 5);
        let plan = Plan::of(&past);
        assert!(plan.days.is_empty());
        assert!(words::summary(&plan, &past).contains("is not ahead"));
    }
}

#[test]
fn what_is_done_needs_no_day_and_what_is_begun_less_time() {
    let lessons = [outline(60, &[], &[0]), outline(60, &[0], &[0])];
    let done = situation(&lessons, &[0.0, 0.0], 10, 5);
    let plan = Plan::of(&done);
    assert_eq!(plan.read().count(), 0);
    assert!(words::summary(&plan, &done).starts_with("Every lesson is done."));
    let begun = situation(&lessons, &[0.0, 0.25], 10, 5);
    let words = words::summary(&Plan::of(&begun), &begun);
    assert!(
        words.contains("1 lesson and their reviews fit") || words.contains("1 lesson"),
        "{words}"
    );
    assert!(words.contains("about 15 min of reading"), "{words}");
}

#[test]
fn times_are_said_as_people_do() {
    for (minutes, words) in
        [(0.0, "0 min"), (42.4, "42 min"), (60.0, "1.0 h"), (95.0, "1.6 h"), (1234.0, "21 h")]
    {
        assert_eq!(words::hours(minutes), words);
    }
}

fn entries(titles: &[&str]) -> Vec<Entry> {
    let entry = |title: &&str| Entry {
        id: title.to_lowercase().replace(' ', "-"),
        title: (*title).into(),
        minutes: 30.0,
        address: "https://example.org/course/lesson/x/".into(),
    };
    titles.iter().map(entry).collect()
}

#[test]
fn a_calendar_has_each_lesson_on_its_day_under_an_id_that_stays() {
    let lessons = [outline(30, &[], &[0]), outline(30, &[], &[0])];
    let two = situation(&lessons, &[1.0; 2], 14, 5);
    let plan = Plan::of(&two);
    let entries = entries(&["Queues, tails; and more", "B"]);
    let now = Time(20_782 * 86_400_000 + 3_723_000);
    let file = calendar::file(&plan, two.aim.date, &entries, "https://example.org/r/", now);
    for line in [
        "UID:lesson-b@tradeoffs\r\n",
        "DTSTAMP:20261125T010203Z\r\n",
        "DTSTART;VALUE=DATE:20261125\r\n",
        "SUMMARY:Tradeoffs: Queues\\, tails\\; and more (30 min)\r\n",
        "RRULE:FREQ=DAILY;UNTIL=20261208\r\n",
        "UID:interview@tradeoffs\r\n",
        "DTSTART;VALUE=DATE:20261209\r\n",
    ] {
        assert!(file.contains(line), "{line} is not in\n{file}");
    }
    let again = calendar::file(&plan, two.aim.date, &entries, "https://example.org/r/", now);
    assert_eq!(file, again);
}

#[test]
fn no_line_of_a_calendar_is_too_long_and_no_letter_is_cut() {
    let lessons = [outline(30, &[], &[0])];
    let one = situation(&lessons, &[1.0], 3, 40);
    let long = "Größe – ".repeat(30);
    let entries = entries(&[&long]);
    let plan = Plan::of(&one);
    let file = calendar::file(&plan, one.aim.date, &entries, "https://example.org/r/", Time(0));
    assert!(file.split("\r\n").all(|line| line.len() <= 75));
    assert!(file.replace("\r\n ", "").contains(long.trim_end()));
}

/// Courses of lessons that require only earlier ones.
fn courses() -> impl Strategy<Value = (Vec<Outline>, Vec<f64>)> {
    proptest::collection::vec((5_u32..90, any::<[u8; 3]>(), 0_usize..SKILLS, 0.0_f64..1.0), 1..20)
        .prop_map(|lessons| {
            let outlines = lessons.iter().enumerate().map(|(i, (minutes, before, skill, _))| {
                let requires = before.iter().map(|b| *b as usize).filter(|b| *b < i).collect();
                Outline { minutes: *minutes, requires, skills: vec![*skill], cards: 6 }
            });
            let left = lessons.iter().map(|(.., left)| if *left < 0.3 { 0.0 } else { *left });
            (outlines.collect(), left.collect())
        })
}

proptest! {
    #[test]
    fn every_plan_keeps_the_order_of_what_is_required_and_the_hours_that_there_are(
        (lessons, left) in courses(),
        days in -3_i64..120,
        hours in 1_u32..40,
        need in any::<[u8; SKILLS]>(),
        due in proptest::collection::vec(0_u32..60, 0..40),
    ) {
        let mut situation = situation(&lessons, &left, days, hours);
        situation.need = need.map(|need| f64::from(need) / 255.0);
        situation.due = &due;
        let plan = Plan::of(&situation);
        let placed: Vec<_> = plan.read().chain(plan.out.iter().copied()).collect();
        let mut sorted = placed.clone();
        sorted.sort_unstable();
        let open: Vec<_> = (0..lessons.len()).filter(|lesson| left[*lesson] > 0.0).collect();
        prop_assert_eq!(&sorted, &open, "each open lesson once");
        for (at, lesson) in placed.iter().enumerate() {
            let before = lessons[*lesson].requires.iter().filter(|r| left[**r] > 0.0);
            for required in before {
                prop_assert!(placed[..at].contains(required));
            }
        }
        within_hours(&plan, &situation)?;
    }

    #[test]
    fn a_missed_day_is_no_debt(
        (lessons, left) in courses(), days in 3_i64..90, hours in 1_u32..40,
    ) {
        let today = situation(&lessons, &left, days, hours);
        let mut tomorrow = today;
        tomorrow.today = Date(TODAY.0 + 1);
        let (first, next) = (Plan::of(&today), Plan::of(&tomorrow));
        prop_assert_eq!(next.days.len() + 1, first.days.len());
        if let Some(lesson) = first.read().next() && rest(next.days.len()) < next.days.len() {
            prop_assert_eq!(next.days[0].lessons.first(), Some(&lesson), "it begins where it stands");
        }
    }
}

/// At the end of no day is more spent than was given, but for the lesson read last and the reviews
/// that nobody chose.
fn within_hours(plan: &Plan, situation: &Situation) -> Result<(), TestCaseError> {
    let (mut given, mut spent) = (0.0, 0.0);
    for day in &plan.days {
        given += f64::from(situation.aim.hours) * 60.0 / 7.0;
        spent += f64::from(day.prompts) * PROMPT;
        let costs = day
            .lessons
            .iter()
            .map(|l| f64::from(situation.lessons[*l].minutes) * situation.left[*l]);
        let costs: Vec<_> = costs.collect();
        let last = costs.last().copied().unwrap_or(0.0);
        spent += costs.iter().sum::<f64>();
        // What the cards of the day's last lesson take at once.
        let cards = 2.0 * 6.0 * PROMPT;
        prop_assert!(costs.is_empty() || spent - last - cards <= given + 1e-9);
    }
    Ok(())
}
