// Sentences, and the passive verbs in them.
import nlp from 'compromise/two';

const segmenter = new Intl.Segmenter('en-GB', { granularity: 'sentence' });
// Unicode's rules end a sentence here, and none ends.
const ABBREVIATED = /(?:^|[\s(])(?:[A-Z]|al|cf|e\.g|i\.e|vs|No|Fig|Sec)\.\s*$/;

/** The sentences of a unit: `{ text, words, start, end }`, with their places within its prose. */
export function sentencesOf({ prose }) {
  // A sentence may begin with a number, or as "p99" and "k-anonymity" do, which Unicode's rules do
  // not know; hence the capitals.
  const lettered = prose.text.replace(/\b[a-z](?=[-\d])/g, (letter) => letter.toUpperCase()).replace(/\d/g, 'N');
  const found = [];
  for (const { segment, index } of segmenter.segment(lettered)) {
    const end = index + segment.length;
    const last = found.at(-1);
    // “Why?” he asks: a small letter goes on.
    const goesOn = /^\p{Ll}/u.test(segment) || ABBREVIATED.test(prose.text.slice(last?.start, last?.end));
    if (last && goesOn) last.end = end;
    else found.push({ start: index, end });
  }
  return found.map(({ start, end }) => {
    const text = prose.text.slice(start, end).trimEnd();
    return { text, words: wordsIn(text), start, end: start + text.length };
  });
}

/** How many words; a number, a formula and a computed value are one each. */
function wordsIn(text) {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

const BE = new Set(['am', 'are', 'be', 'been', 'being', 'is', 'was', 'were']);
const HAS_BE = /\b(?:am|are|be|been|being|is|was|were)\b/i;
// Participles that look like the infinitive, for which the tagger takes them.
const UNCHANGED = new Set(['cast', 'cut', 'hit', 'put', 'read', 'run', 'set', 'shut', 'split', 'spread']);

// "Is gone" and "is left" say what remains, and nobody does it.
const STATES = new Set(['gone', 'left']);

/**
 * The passive verbs in a sentence, as its own words: "are dropped", "is not read".
 *
 * What the tagger takes for an adjective is a state and no passive ("is closed", "are biased").
 * Questions escape where the subject stands between the two words; they are few and short.
 */
export function passivesIn(sentence) {
  if (!HAS_BE.test(sentence.text)) return [];
  const terms = nlp(sentence.text).json({ terms: { tags: true } }).flatMap((part) => part.terms);
  const found = [];
  terms.forEach((verb, place) => {
    if (!BE.has(verb.text.toLowerCase())) return;
    let last = place + 1;
    while (terms[last]?.tags.some((tag) => tag === 'Adverb' || tag === 'Negative')) last += 1;
    if (terms[last] && isParticiple(terms[last], verb)) {
      found.push(terms.slice(place, last + 1).map((term) => term.text).join(' '));
    }
  });
  return found;
}

function isParticiple({ text, tags }, verb) {
  const word = text.toLowerCase();
  if (BE.has(word) || STATES.has(word)) return false;
  return tags.includes('PastTense') || tags.includes('Participle')
    || (verb.tags.includes('Passive') && tags.includes('Adjective'))
    || UNCHANGED.has(word);
}
