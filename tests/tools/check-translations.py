#!/usr/bin/env python3
"""Complains when a text that people read is not in the catalogue, or a language lacks it: po/POTFILES.in
names every file with a translatable text, and every language of po/LINGUAS has each text, none fuzzy.

After a new text: `ninja -C build trustbed-update-po`, then fill po/LANGUAGE.po.

Usage: check-translations.py SOURCE-ROOT"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

IN_CODE = re.compile(r"\b(?:_|N_|C_|NC_|ngettext|Q_)\s*\(\s*\"")
IN_TEMPLATE = re.compile(r'translatable="(?:yes|true|1)"')
IN_DATA = re.compile(r"<(?:title|label|description|caption|summary)\b")
CANDIDATES = (
    ("sim/**/*.[ch]", IN_CODE), ("ui/*.[ch]", IN_CODE), ("app/*.[ch]", IN_CODE), ("ui/*.ui", IN_TEMPLATE), ("app/*.ui", IN_TEMPLATE),
    ("data/scenarios/*.xml", IN_DATA), ("data/profiles/*.xml", IN_DATA), ("data/lessons/*.xml", IN_DATA), ("data/alerts/*.xml", IN_DATA),
    ("data/lessons/scenarios/*.xml", IN_DATA), ("data/lessons/plans/*.xml", IN_DATA), ("data/exercises/*.xml", IN_DATA),
    ("data/*.desktop.in", re.compile("^Name=", re.M)), ("data/*.metainfo.xml.in", IN_DATA), ("data/*.gschema.xml", IN_DATA),
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

XGETTEXT = ["xgettext", "--from-code=UTF-8", "--add-comments=Translators", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2",
            "--keyword=NC_:1c,2", "--keyword=g_dngettext:2,3", "--flag=N_:1:pass-c-format", "--flag=C_:2:pass-c-format",
            "--flag=NC_:2:pass-c-format", "--flag=g_strdup_printf:1:c-format", "--flag=g_string_append_printf:2:c-format",
            "--flag=g_set_error:4:c-format", "--package-name=trustbed"]


def has_text(text, pattern):
    return bool(pattern.search(COMMENT.sub("", text)))


def files_with_text(root):
    return {str(file.relative_to(root)) for glob, pattern in CANDIDATES for file in root.glob(glob)
            if has_text(file.read_text(encoding="utf-8"), pattern)}


def listed_files(root):
    lines = (root / "po" / "POTFILES.in").read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def run(*command, **settings):
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}, **settings)


def make_template(root, files, pot):
    environment = {**os.environ, "GETTEXTDATADIRS": str(root / "data"), "LC_ALL": "C.UTF-8"}
    subprocess.run([*XGETTEXT, "--directory", root, "--output", pot, *sorted(files)], check=True, env=environment)


def entries_lacking(po):
    """The texts of a catalogue that are fuzzy or have no translation."""
    picked = [run("msgattrib", option, "--no-obsolete", "--no-wrap", po).stdout for option in ("--untranslated", "--only-fuzzy")]
    return [line for text in picked for line in re.findall(r'^msgid (.*(?:\n".*)*)', text, re.M) if line != '""']


def check_language(root, pot, language, scratch):
    catalogue, merged = root / "po" / f"{language}.po", scratch / f"{language}.po"
    checked = run("msgfmt", "--check", "--statistics", "--output", os.devnull, catalogue)
    if checked.returncode != 0:
        yield f"po/{language}.po: {checked.stderr.strip()}"
    run("msgmerge", "--no-fuzzy-matching", "--quiet", "--output", merged, catalogue, pot, check=True)
    for text in entries_lacking(merged):
        yield f"po/{language}.po: not translated: {text}"


def complaints(root, scratch):
    wanted, listed = files_with_text(root), listed_files(root)
    yield from (f"po/POTFILES.in: {file} has texts to translate and is not listed" for file in sorted(wanted - listed))
    yield from (f"po/POTFILES.in: {file} is listed and has none" for file in sorted(listed - wanted))
    pot = scratch / "trustbed.pot"
    make_template(root, wanted, pot)
    for language in (root / "po" / "LINGUAS").read_text(encoding="utf-8").split():
        yield from check_language(root, pot, language, scratch)


def prove_that_rules_bite(scratch):
    assert has_text('g_print (_("Hello"));', IN_CODE) and not has_text('/* _("Hello") */', IN_CODE)
    assert has_text('<property translatable="yes">', IN_TEMPLATE)
    sample = scratch / "sample.po"
    sample.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr ""\n\n'
                      '#, fuzzy\nmsgid "b"\nmsgstr "B"\n\nmsgid "c"\nmsgstr "C"\n', encoding="utf-8")
    assert entries_lacking(sample) == ['"a"', '"b"'], entries_lacking(sample)


def main():
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        prove_that_rules_bite(scratch)
        found = list(complaints(pathlib.Path(sys.argv[1]), scratch))
    print("\n".join(found), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
