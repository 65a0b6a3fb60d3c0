//! Layer 3: what a lesson is, once compiled.

pub mod course;
pub mod placement;

use crate::base::id::{CardId, LessonId, ModuleId, ObjectiveId, QuestionId, StateId};
use crate::prose::{Block, Line};
use crate::question::Question;
use crate::sim::values::Values;
use serde::{Deserialize, Serialize};

/// A compiled lesson.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    /// Its folder, its address, the key of its progress.
    pub id: LessonId,
    /// Its heading.
    pub title: String,
    /// One sentence that states the trade-off.
    pub summary: String,
    /// The module it belongs to.
    pub module: ModuleId,
    /// How long it takes.
    pub minutes: u32,
    /// Numbers of the syllabus.
    pub topics: Vec<u32>,
    /// The skills that it trains most.
    pub skills: Vec<Skill>,
    /// What the reader can do afterwards.
    pub objectives: Vec<Objective>,
    /// Lessons to read first.
    pub requires: Vec<LessonId>,
    /// Lessons that look at the matter from another side.
    pub see_also: Vec<LessonId>,
    /// Cited works, in order of first citation; number `n` is at `n - 1`.
    pub sources: Vec<Source>,
    /// The text.
    pub body: Vec<Node>,
    /// Named settings of simulators.
    pub states: Vec<State>,
    /// All questions, also those that the text shows elsewhere.
    pub questions: Vec<Question>,
    /// Review cards.
    pub cards: Vec<Card>,
}

/// One of the five skills of the course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Skill {
    /// Architectural reasoning.
    Architecture,
    /// Trade-off thinking.
    TradeOffs,
    /// Operational awareness.
    Operations,
    /// Explainability and governance.
    Governance,
    /// Interview communication.
    Communication,
}

/// Something the reader can do afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Objective {
    /// Questions name it.
    pub id: ObjectiveId,
    /// A measurable sentence.
    pub text: Line,
}

/// A cited work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// What the text calls it.
    pub key: String,
    /// Who wrote it.
    pub authors: String,
    /// Its title.
    pub title: String,
    /// Where it appeared.
    pub venue: String,
    /// When.
    pub year: u16,
    /// Where it can be read.
    pub link: String,
}

/// A part of a lesson's text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Node {
    /// Text.
    Prose(Block),
    /// A note beside the text.
    Note(Vec<Block>),
    /// A simulator with its sliders.
    Lab(Lab),
    /// A question to commit to before reading on.
    Predict(QuestionId),
    /// A picture that a simulator draws.
    Plot(PlotFigure),
    /// Boxes and arrows.
    Diagram(Diagram),
    /// What the interviewer asks next.
    FollowUp(FollowUp),
    /// Questions, in this order.
    Questions(Vec<QuestionId>),
    /// The review cards.
    Cards,
}

/// A named setting of a simulator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// What presets, questions and claims call it.
    pub id: StateId,
    /// The simulator's id.
    pub simulator: String,
    /// The words on its button.
    pub label: String,
    /// What to notice.
    pub caption: Line,
    /// All settings, defaults included.
    pub values: Values,
}

/// A simulator within a lesson.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lab {
    /// The simulator's id.
    pub simulator: String,
    /// Its question, as a sentence.
    pub question: String,
    /// The state it opens in.
    pub start: StateId,
    /// States as buttons, in order.
    pub presets: Vec<StateId>,
    /// Keys of the controls in view; the rest is under "more".
    pub sliders: Vec<String>,
    /// The readout that learners predict; the first large figure where none is named.
    pub predict: Option<String>,
    /// Guided questions.
    pub guides: Vec<Line>,
    /// What to reach.
    pub goal: Option<Goal>,
}

/// What to reach in a lab.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// In words.
    pub text: Line,
    /// Keys of readouts and what they must stay under, in their units.
    pub under: Vec<(String, f64)>,
    /// Keys of readouts and what they must exceed, in their units.
    pub over: Vec<(String, f64)>,
    /// The best settings that the author knows of.
    pub par: Vec<StateId>,
}

/// A picture that a simulator draws at build time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlotFigure {
    /// The state that is drawn.
    pub state: StateId,
    /// The key of one of the simulator's plots.
    pub plot: String,
    /// What the reader should see, as a sentence.
    pub title: String,
    /// Under the picture.
    pub caption: Line,
}

/// Boxes and arrows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagram {
    /// What the reader should see, as a sentence.
    pub title: String,
    /// Under the picture.
    pub caption: Line,
    /// For those who cannot see it.
    pub alt: String,
    /// Its parts.
    pub nodes: Vec<Part>,
    /// What goes where.
    pub flows: Vec<Flow>,
}

/// A part of a diagram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Flows name it.
    pub id: String,
    /// What stands in it.
    pub label: String,
    /// Its shape.
    pub kind: PartKind,
    /// Column and row, from 0.
    pub at: (u32, u32),
}

/// The shape of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartKind {
    /// Somebody or something outside.
    Actor,
    /// A program.
    Box,
    /// Where things wait.
    Queue,
    /// Where things are kept.
    Store,
}

/// An arrow of a diagram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// A part's id.
    pub from: String,
    /// A part's id.
    pub to: String,
    /// What flows; may be empty.
    pub label: String,
}

/// What the interviewer asks next, and what a strong answer holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowUp {
    /// The question.
    pub question: Line,
    /// A strong senior answer.
    pub senior: Vec<Block>,
    /// What a staff answer adds.
    pub staff: Vec<Block>,
}

/// A review prompt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Never changes.
    pub id: CardId,
    /// What is asked.
    pub prompt: Line,
    /// The answer, for after thinking.
    pub answer: Line,
    /// The section that answers it.
    pub passage: String,
}

/// What a lesson gives to be asked again later.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Prompt {
    /// A review card.
    Card(CardId),
    /// A question, which is asked again only where it was missed.
    Question(QuestionId),
}

impl Prompt {
    /// `card` or `question`, and the id, which is unique among those of the same kind in its lesson.
    #[must_use]
    pub fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Card(id) => ("card", id.as_str()),
            Self::Question(id) => ("question", id.as_str()),
        }
    }
}

impl Lesson {
    /// The state called `id`.
    #[must_use]
    pub fn state(&self, id: &StateId) -> Option<&State> {
        self.states.iter().find(|state| state.id == *id)
    }

    /// The question called `id`.
    #[must_use]
    pub fn question(&self, id: &QuestionId) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == *id)
    }
}
