// A text that knows where each of its characters stands in the file it was taken from.
// Prose is cut out of Markdown inside TOML inside Markdown, and a finding must still name its line.

/** A `text` and, for each of its characters (UTF-16 units), the offset in the file. */
export class Text {
  constructor(text, at) {
    this.text = text;
    this.at = at;
  }

  /** The whole of a file. */
  static whole(text) {
    return new Text(text, Array.from({ length: text.length }, (_, place) => place));
  }

  slice(start, end) {
    return new Text(this.text.slice(start, end), this.at.slice(start, end));
  }

  /** With each match of `pattern` replaced by `character`, as often as the match is long. */
  cover(pattern, character) {
    const text = this.text.replace(pattern, (match) => character.repeat(match.length));
    return new Text(text, this.at);
  }

  /**
   * Runs of white space as one blank, none before a mark that closes, and none at the ends.
   * After a full stop a new line stays one, because it begins a sentence even in small letters.
   */
  squeezed() {
    const kept = [];
    for (let place = 0; place < this.text.length; place += 1) {
      if (!/\s/.test(this.text[place])) {
        kept.push(place);
      } else if (kept.length > 0 && /^\s*[^\s.,;:!?)\]]/.test(this.text.slice(place))) {
        if (!/\s/.test(this.text[kept.at(-1)])) kept.push(place);
      }
    }
    const shown = (place, index) => {
      if (!/\s/.test(this.text[place])) return this.text[place];
      const before = kept.slice(Math.max(0, index - 3), index).map((at) => this.text[at]).join('');
      const isNewLine = /^\s*?\n/.test(this.text.slice(place, place + 80));
      return isNewLine && /[.!?]["”’')]*$/.test(before) ? '\n' : ' ';
    };
    const text = kept.map(shown).join('');
    return new Text(text, kept.map((place) => this.at[place]));
  }
}

/** A function from an offset in `source` to its line, counted from 1. */
export function lines(source) {
  const ends = [];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) ends.push(at);
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
