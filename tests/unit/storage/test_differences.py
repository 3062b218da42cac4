"""A change of a file in words: what came, what went, and which field is another."""

from __future__ import annotations

from rewatch.storage.differences import differences

NAMES = {"hill-mining": "Hill Mining", "dale-metals": "Dale Metals"}
LIST = """\
schema = 1
name = "Ours"
[[entries]]
company = "hill-mining"
added = 2026-11-21
tags = ["ndpr"]
"""
DALE = '[[entries]]\ncompany = "dale-metals"\nadded = 2026-11-22\n'


def test_an_entry_comes_goes_and_has_its_fields_changed() -> None:
    changed = LIST.replace('["ndpr"]', '["ndpr", "funded"]').replace("Ours", "Mine")
    assert differences(LIST, changed + DALE, "watchlists/ours.toml", NAMES) == (
        ("~", "name: Ours → Mine"),
        ("~", "entry Hill Mining: tags: ndpr → ndpr, funded"),
        ("+", "entry Dale Metals: added 2026-11-22"),
    )
    assert differences(LIST + DALE, LIST, "watchlists/ours.toml", NAMES) == (
        ("-", "entry Dale Metals: added 2026-11-22"),
    )
    reviewed = LIST + "review = 2027-02-01\n"
    assert differences(LIST, reviewed, "watchlists/ours.toml", NAMES) == (
        ("~", "entry Hill Mining: added review: 2027-02-01"),
    )


def test_a_list_that_is_ordered_anew_says_so() -> None:
    head, _, entry = LIST.partition("[[entries]]")
    found = differences(LIST + DALE, f"{head}{DALE}[[entries]]{entry}", "watchlists/ours.toml")
    assert found == (("~", "the order of the entries"),)


def test_a_record_is_told_by_its_kind_with_what_it_says() -> None:
    after = """\
extends = "hill-mining"
[[sources]]
id = "s1"
title = "Quarterly report"
date = "2026-10"
[[evidence]]
id = "partnership-2026-10-abcd"
kind = "partnership"
share_pct = [40, 60]
source = "s1"
"""
    assert differences(None, after, "companies/hill-mining.toml", NAMES) == (
        ("+", "extends: Hill Mining"),
        ("+", "source Quarterly report: date 2026-10"),
        ("+", "evidence partnership (partnership-2026-10-abcd): share pct 40, 60, source s1"),
    )


def test_a_table_in_a_table_is_told_by_its_path() -> None:
    before = "[profiles.mine.weights]\nelements = 0.25\n"
    after = before.replace("0.25", "0.3")
    assert differences(before, after, "profiles.toml") == (
        ("~", "profiles mine weights elements: 0.25 → 0.3"),
    )


def test_a_note_is_told_by_its_fields_and_its_text() -> None:
    before = "+++\nschema = 1\nkind = 'note'\n+++\nFirst words\n"
    after = before.replace("'note'", "'signal'").replace("First", "Other")
    assert differences(before, after, "notes/hill-mining/a.md") == (
        ("~", "kind: note → signal"),
        ("~", "text: First words → Other words"),
    )
    assert differences(before, None, "notes/hill-mining/a.md") == (
        ("-", "kind: note"),
        ("-", "text: First words"),
    )


def test_what_cannot_be_read_is_not_told_in_words() -> None:
    assert differences("= broken", LIST, "watchlists/ours.toml") is None
    assert differences("# a\nname = 'x'\n", "name = 'x'\n", "watchlists/ours.toml") == ()
