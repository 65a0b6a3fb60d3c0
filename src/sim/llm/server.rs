//! Requests, the batch that generates their tokens, and who joins it when.

use super::measured::Measured;
use super::request::{Policy, Request, Sequence, Setting};
use crate::base::rng::Stream;
use crate::sim::engine::{Chance, Replica};
use std::collections::VecDeque;

/// The share of the requests that pass before anything is measured.
const WARM_UP: f64 = 0.2;
/// Prompt tokens that are worked on at once, when prompts are not cut; a longer prompt goes alone.
const PROMPTS: u64 = 8192;

/// One run: a single accelerator.
pub(super) struct Run {
    setting: Setting,
    now: f64,
    next_arrival: f64,
    arrived: u64,
    /// Requests in the run, and those before the first that is measured.
    requests: u64,
    warm_up: u64,
    answered: u64,
    waiting: VecDeque<Request>,
    /// In the order of their admission.
    batch: Vec<Sequence>,
    /// How many of the batch generate; iterations that they have done; the least iteration in which
    /// one of them is done.
    generating: u64,
    iteration: u64,
    next_done: u64,
    /// Tokens whose keys and values are in memory.
    context: u64,
    /// What a static batch will need at most.
    reserved: u64,
    /// Arrivals, prompts, answers.
    streams: [Stream; 3],
    measured: Measured,
}

impl Run {
    pub(super) fn new(setting: Setting, requests: u64, chance: Chance) -> Self {
        let mut streams: [Stream; 3] = std::array::from_fn(|i| chance.stream(i as u32));
        Self {
            now: 0.0,
            next_arrival: streams[0].exponential() / setting.rate,
            arrived: 0,
            requests,
            warm_up: (WARM_UP * requests as f64) as u64,
            answered: 0,
            waiting: VecDeque::with_capacity(256),
            batch: Vec::with_capacity(setting.most.min(4096)),
            generating: 0,
            iteration: 0,
            next_done: u64::MAX,
            context: 0,
            reserved: 0,
            streams,
            measured: Measured::default(),
            setting,
        }
    }

    /// Takes in all who have arrived by now.
    fn arrivals(&mut self) {
        while self.next_arrival <= self.now && self.arrived < self.requests {
            let setting = &self.setting;
            // No sequence may fill the memory alone.
            let longest = (setting.machine.room / 3).max(1);
            let [arrivals, prompts, answers] = &mut self.streams;
            let answer = answers.geometric(1.0 / setting.answer).min(longest);
            let request = Request {
                number: self.arrived,
                arrived: self.next_arrival,
                prompt: prompts.geometric(1.0 / setting.prompt).min(longest),
                left: answer,
                answer,
                first: -1.0,
            };
            let quarter = 4 * self.arrived / self.requests;
            if quarter >= 2 {
                self.measured.queue[quarter as usize - 2] += self.waiting.len() as u64;
            }
            if self.arrived == self.warm_up {
                let Measured { queue, .. } = self.measured;
                self.measured = Measured { queue, from: self.now, ..Measured::default() };
            }
            self.waiting.push_back(request);
            self.arrived += 1;
            self.next_arrival += arrivals.exponential() / setting.rate;
            if self.arrived == self.requests {
                self.measured.until = self.now;
                self.next_arrival = f64::INFINITY;
            }
        }
    }

    /// Whether the first who waits may join now.
    fn may_join(&self) -> bool {
        let room = self.setting.machine.room;
        let fits = |request: &Request| match self.setting.policy {
            // A static batch must have room for all that it will generate.
            Policy::Static => self.reserved + request.prompt + request.left <= room,
            Policy::Continuous | Policy::Chunked(_) => self.context + request.prompt < room,
        };
        self.batch.len() < self.setting.most && self.waiting.front().is_some_and(fits)
    }

    /// Puts the first who waits into the batch; its prompt takes room at once.
    fn join(&mut self) -> u64 {
        let request = self.waiting.pop_front().expect("it may join");
        self.context += request.prompt;
        self.reserved += request.prompt + request.left;
        self.batch.push(Sequence { request, prompt_left: request.prompt, began: 0 });
        request.prompt
    }

    /// Lets time pass in which the accelerator works and so many tokens are generated.
    fn work(&mut self, time: f64, tokens: u64) {
        self.now += time;
        if self.measured.until == 0.0 {
            self.measured.busy += time;
            self.measured.tokens += tokens;
            self.measured.sequence_seconds += time * self.batch.len() as f64;
        }
    }

    /// Works on the prompts of all who may join, while the batch waits.
    fn work_on_prompts(&mut self) {
        let (mut tokens, mut joined) = (0, 0);
        let most = if self.setting.policy == Policy::Static { u64::MAX } else { PROMPTS };
        while self.may_join() && (joined == 0 || tokens + self.waiting[0].prompt <= most) {
            tokens += self.join();
            joined += 1;
        }
        self.work(self.setting.machine.iteration(tokens, 0), joined);
        let first = self.batch.len() - joined as usize;
        (first..self.batch.len()).for_each(|place| self.begin_to_generate(place));
        self.take_out_the_done();
    }

    /// One iteration of the batch and of as many prompt tokens as it takes beside it.
    fn work_on_a_chunk(&mut self, chunk: u64) {
        self.make_room();
        let mut budget = chunk.saturating_sub(self.generating).max(1);
        let mut tokens = 0;
        let mut place = 0;
        let generating = self.generating;
        while budget > 0 {
            if place == self.batch.len() {
                if !self.may_join() {
                    break;
                }
                self.join();
            }
            let taken = self.batch[place].prompt_left.min(budget);
            self.batch[place].prompt_left -= taken;
            // It generates at the end of this iteration, not in it.
            if taken > 0 && self.batch[place].prompt_left == 0 {
                self.batch[place].began = u64::MAX;
            }
            tokens += taken;
            budget -= taken;
            place += 1;
        }
        let time = self.setting.machine.iteration(tokens + generating, self.context);
        let done = self.batch.iter().filter(|sequence| sequence.began == u64::MAX).count() as u64;
        self.work(time, generating + done);
        self.iteration += 1;
        self.context += generating;
        for place in 0..self.batch.len() {
            if self.batch[place].began == u64::MAX {
                self.begin_to_generate(place);
            }
        }
        self.take_out_the_done();
    }

    /// The prompt is done, and with it comes the first token.
    fn begin_to_generate(&mut self, place: usize) {
        let (now, iteration) = (self.now, self.iteration);
        let sequence = &mut self.batch[place];
        sequence.prompt_left = 0;
        sequence.began = iteration;
        let request = &mut sequence.request;
        request.left -= 1;
        if request.first < 0.0 {
            request.first = now;
            if request.number >= self.warm_up {
                self.measured.first.add(now - request.arrived);
                self.measured.first_sum += now - request.arrived;
            }
        }
        self.next_done = self.next_done.min(iteration + request.left);
        self.generating += 1;
        self.context += 1;
    }

    /// Iterations of the batch until something may change.
    fn generate(&mut self) {
        self.make_room();
        let Setting { machine, policy, most, .. } = self.setting;
        let fixed = policy == Policy::Static;
        let until_done = self.next_done - self.iteration;
        // A static batch has its room reserved, and its padding needs none.
        let free = if fixed { u64::MAX } else { machine.room.saturating_sub(self.context) };
        let until_full = (free / self.generating).max(1);
        let joins = !fixed && self.waiting.is_empty() && self.batch.len() < most;
        let until_arrival = if joins { self.next_arrival - self.now } else { f64::INFINITY };
        // In a static batch those that are done are worked on as padding.
        let size = if fixed { self.batch.len() as u64 } else { self.generating };
        let (count, time) =
            machine.iterations(size, self.context, until_done.min(until_full), until_arrival);
        self.work(time, count * self.generating);
        self.iteration += count;
        self.context += count * size;
        self.take_out_the_done();
    }

    /// Sends those back to the queue that joined last, until the next token of each has room. Their
    /// keys and values are lost.
    fn make_room(&mut self) {
        let room = self.setting.machine.room;
        while self.setting.policy != Policy::Static
            && self.context + self.generating > room
            && self.batch.len() > 1
        {
            let last = self.batch.pop().expect("there is more than one");
            let generated = last.generated(self.iteration);
            let mut request = last.request;
            // What it has generated is prompt now; of a prompt in work all is lost.
            let first_token = u64::from(last.generates());
            self.context -= request.prompt + generated + first_token;
            self.generating -= first_token;
            request.prompt += generated + first_token;
            request.left -= generated;
            self.waiting.push_front(request);
            self.measured.preempted += 1;
            self.find_next_done();
        }
    }

    fn find_next_done(&mut self) {
        let generating = self.batch.iter().filter(|sequence| sequence.generates());
        let done = generating.map(|sequence| sequence.began + sequence.request.left);
        self.next_done = done.filter(|done| *done > self.iteration).min().unwrap_or(u64::MAX);
    }

    /// Answers those whose last token is there.
    fn take_out_the_done(&mut self) {
        if self.next_done > self.iteration {
            return;
        }
        let (now, iteration) = (self.now, self.iteration);
        let fixed = self.setting.policy == Policy::Static;
        let measured = &mut self.measured;
        let (warm_up, mut done, mut freed) = (self.warm_up, 0, 0);
        self.batch.retain_mut(|sequence| {
            let request = &mut sequence.request;
            // In a static batch one may have been answered before.
            if sequence.prompt_left > 0
                || request.left == u64::MAX
                || sequence.began + request.left > iteration
            {
                return true;
            }
            if request.number >= warm_up && request.answer > 1 {
                measured.each.add((now - request.first) / (request.answer - 1) as f64);
            }
            done += 1;
            freed += request.prompt + request.left + 1;
            request.left = u64::MAX;
            fixed
        });
        self.answered += done;
        self.generating -= done;
        if !fixed {
            self.context -= freed;
            self.find_next_done();
        } else if self.generating == 0 {
            self.batch.clear();
            (self.context, self.reserved) = (0, 0);
            self.next_done = u64::MAX;
        } else {
            let left = self.batch.iter().filter(|sequence| sequence.request.left != u64::MAX);
            let ends = left.map(|sequence| sequence.began + sequence.request.left);
            self.next_done = ends.min().unwrap_or(u64::MAX);
        }
    }

    /// One step: prompts, iterations of the batch, or idle time.
    fn step(&mut self) {
        self.arrivals();
        let prompts_left = |sequence: &Sequence| !sequence.generates();
        match self.setting.policy {
            Policy::Continuous if self.may_join() => self.work_on_prompts(),
            Policy::Static if self.batch.is_empty() && self.may_join() => self.work_on_prompts(),
            Policy::Chunked(chunk)
                if self.may_join() || self.batch.last().is_some_and(prompts_left) =>
            {
                self.work_on_a_chunk(chunk);
            }
            _ if self.generating > 0 => self.generate(),
            _ => self.now = self.next_arrival,
        }
    }

    #[cfg(test)]
    pub(super) fn room(&self) -> (usize, usize) {
        (self.waiting.capacity(), self.batch.capacity())
    }
}

impl Replica for Run {
    fn advance(&mut self, events: u64) -> u64 {
        let mut used = 0;
        while used < events && self.answered < self.requests {
            self.step();
            used += 1;
        }
        used
    }

    fn measures(&self) -> Vec<f64> {
        self.measured.measures(self.requests, self.warm_up)
    }
}
