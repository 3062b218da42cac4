"""Drafts: each note that is being written has its own, with what was chosen above its text."""

from datetime import date
from pathlib import Path

import pytest

from rewatch.storage import drafts
from rewatch.storage.drafts import FormDraft, NoteDraft
from rewatch.storage.paths import Folders
from tests.unit.storage.builders import folders

HILL = "hill-mining"


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    return folders(tmp_path)


def test_a_draft_is_kept_offered_and_dropped(here: Folders) -> None:
    assert drafts.read_draft(here, HILL) is None
    drafts.write_draft(here, HILL, NoteDraft("half a sen"))
    drafts.write_draft(here, HILL, NoteDraft("half a sentence"))
    assert drafts.read_draft(here, HILL) == NoteDraft("half a sentence")
    assert (here.drafts / f"{HILL}.md").read_text("utf-8") == "half a sentence"
    assert drafts.list_drafts(here) == [HILL]
    drafts.remove_draft(here, HILL)
    drafts.remove_draft(here, HILL)
    assert drafts.list_drafts(here) == []


@pytest.mark.parametrize(
    "draft",
    [
        NoteDraft("x", fields={"kind": "signal", "state": "watch", "review": date(2027, 2, 1)}),
        NoteDraft("x", "2026-11-21-visit", {"review": "", "tags": ["a", "b \u2028 c"]}),
        NoteDraft("+++\nschema = 1\n+++\nthis is the text", None),
        NoteDraft("+++ draft\nkind = 1\n+++\nthis is the text", "Any Näme / at all"),
        NoteDraft("\n\n+++\n", fields={"tags": ["x"]}),
        NoteDraft("x", "a-visit", before='two\nlines, """ \\ +++\n+++\nand more\n'),
    ],
)
def test_what_was_chosen_above_the_text_comes_back_with_it(here: Folders, draft: NoteDraft) -> None:
    drafts.write_draft(here, HILL, draft)
    assert drafts.read_draft(here, HILL, draft.note) == draft
    assert drafts.company_drafts(here, HILL) == [draft]


def test_drafts_of_several_notes_stand_beside_each_other(here: Folders) -> None:
    new, visit, call = NoteDraft("new"), NoteDraft("more", "a-visit"), NoteDraft("less", "b-call")
    for draft in (call, new, visit):
        drafts.write_draft(here, HILL, draft)
    drafts.write_draft(here, "hill-mining-2", NoteDraft("of another company"))
    assert drafts.company_drafts(here, HILL) == [new, visit, call]
    assert drafts.list_drafts(here) == [HILL, "hill-mining-2"]
    drafts.remove_draft(here, HILL, "a-visit")
    assert drafts.company_drafts(here, HILL) == [new, call]


@pytest.mark.parametrize(
    "text", ["+++ draft\nkind = \n+++\nwords", "+++ draft\nno end", "+++ draft of", "+++"]
)
def test_a_head_that_cannot_be_read_is_text(here: Folders, text: str) -> None:
    drafts.write_draft(here, HILL, NoteDraft("x"))
    (here.drafts / f"{HILL}.md").write_text(text, "utf-8")
    assert drafts.read_draft(here, HILL) == NoteDraft(text)


def test_what_stood_in_a_form_is_kept_by_form_and_part_and_a_broken_one_is_passed_over(
    here: Folders,
) -> None:
    lines = {"lines": {"pct": "84 %", "note": 'a "quote"\n\u202e'}, "source": {"type": "company"}}
    share = FormDraft("evidence", HILL, "share", lines)
    old = FormDraft("evidence", HILL, "share share-2025-09-k3fa", {"source": "am-2025"})
    cash = FormDraft("cash", HILL, "", {"cash": {HILL: "A$5m"}})
    for draft in (share, old, cash):
        drafts.write_form(here, draft)
    assert drafts.read_form(here, "evidence", HILL, "share") == share
    assert sorted(drafts.list_forms(here), key=repr) == sorted((share, old, cash), key=repr)
    assert drafts.list_drafts(here) == []  # of notes there are none
    drafts.remove_form(here, "evidence", HILL, "share")
    drafts.remove_form(here, "evidence", HILL, "share")
    for path in here.drafts.glob("cash-*.toml"):
        path.write_text("values = [", "utf-8")
    assert drafts.list_forms(here) == [old]
    assert drafts.read_form(here, "cash", HILL) is None
