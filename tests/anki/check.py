"""Imports the course's file of prompts into Anki itself, twice, as a learner would after an update.

Usage: python tests/anki/check.py dist/anki.txt
"""

import re
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection, ImportCsvRequest


def bring_in(collection, path):
    """Imports a file as Anki's own dialog does, and gives back the log of it."""
    metadata = collection.get_csv_metadata(path=str(path), delimiter=None)
    request = ImportCsvRequest(path=str(path), metadata=metadata)
    return collection.import_csv(request).log


def state(collection):
    """Each note by its id, with its fields, its deck and its tags."""
    notes = {}
    for key in collection.find_notes(""):
        note = collection.get_note(key)
        decks = {collection.decks.name(card.did) for card in note.cards()}
        notes[note.guid] = (tuple(note.fields), decks, tuple(note.tags))
    return notes


def check(path):
    text = path.read_text(encoding="utf-8")
    ids = re.findall(r'^"(tradeoffs\.[^"]+)"\t', text, re.MULTILINE)
    assert len(ids) > 100, f"only {len(ids)} prompts"
    assert len(set(ids)) == len(ids), "an id stands twice"
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(f"{folder}/collection.anki2")
        try:
            first_import(collection, path, ids)
            second_import(collection, text, ids, Path(folder))
        finally:
            collection.close()
    print(f"{len(ids)} prompts came into Anki, and came again as the same notes.")


def first_import(collection, path, ids):
    log = bring_in(collection, path)
    assert len(log.new) == len(ids), f"{len(log.new)} new notes of {len(ids)} prompts"
    notes = state(collection)
    assert set(notes) == set(ids), "Anki gave ids of its own"
    for guid, (fields, decks, tags) in notes.items():
        front, back = fields
        assert front.strip() and back.strip(), f"{guid} has an empty side"
        assert all(deck.startswith("Tradeoffs::") for deck in decks), f"{guid} is in {decks}"
        assert any(tag.startswith("tradeoffs::") for tag in tags), f"{guid} has no tag"
        for side in fields:
            links = re.search(r"<a\b|<!|class=|data-", side)
            assert not links, f"{guid} holds {links and links.group()!r}"


def second_import(collection, text, ids, folder):
    """A note that was studied keeps its card; a text that was mended is taken over."""
    guid = ids[0]
    studied = collection.get_note(collection.db.scalar("select id from notes where guid = ?", guid))
    card = studied.cards()[0]
    card.type, card.queue, card.ivl, card.due, card.reps = 2, 2, 40, 40, 3
    collection.update_card(card)
    mended = text.replace(studied.fields[0], f"{studied.fields[0]} Mended.", 1)
    assert mended != text
    path = folder / "again.txt"
    path.write_text(mended, encoding="utf-8")
    log = bring_in(collection, path)
    assert not log.new, f"{len(log.new)} notes came a second time"
    notes = state(collection)
    assert set(notes) == set(ids)
    assert notes[guid][0][0].endswith(" Mended."), "the mended text was not taken over"
    kept = collection.get_card(card.id)
    assert (kept.ivl, kept.reps) == (40, 3), "the schedule was lost"


if __name__ == "__main__":
    check(Path(sys.argv[1]))
