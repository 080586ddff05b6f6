#!/usr/bin/env python3
"""Complains when a clause is cited that its document does not have: every "RFC 9846 section 4.2.2" in code, texts and
documents must be in clauses.txt, where the title of each section stands beside its number. The rules first prove on
planted lines that they can complain.

Usage: check-clauses.py SOURCE-ROOT"""

import pathlib
import re
import sys

LIST = pathlib.Path(__file__).with_name("clauses.txt")
PATTERNS = ("sim/**/*.[ch]", "ui/*.[ch]", "ui/*.ui", "app/*.[ch]", "data/**/*.profile", "data/**/*.xml", "data/**/*.in", "docs/*.md", "README.md",
            "tests/**/*.[ch]", "tests/**/*.golden", "po/*.po")

NUMBER = r"(?:\d+|[A-G])(?:\.\d+)*"
DOTTED = r"(?:\d+|[A-G])(?:\.\d+)+"
MORE = rf"(?:(?:,| and|, and| to| and section) {DOTTED})*"
DOCUMENT = r"(RFC \d{3,5}|MQTT 3\.1\.1|CA/B Baseline Requirements|TLS 1\.3 IoT profile \(draft\))"
CITATION = re.compile(rf"{DOCUMENT}(?: \(TLS 1\.3\))?,? (?:sections?|appendix|appendices) ({NUMBER}{MORE})(?! part)")
MACRO = re.compile(rf'#\s*define (\w+)(\(\w+\))? "{DOCUMENT} (?:section|appendix) "')
LINE_END = re.compile(r'"?[ \\]*\n *(?:\*(?!/)|//|#|")? *')


def read_list(text):
    """Document: its sections, from a text in which [document] stands above lines of number and title."""
    known = {}
    for line in text.splitlines():
        if line.startswith("["):
            sections = known.setdefault(line[1:line.index("]")], {})
        elif line and not line.startswith("#"):
            number, title = line.split(" ", 1)
            sections[number] = title
    return known


def fold(text):
    """The text in one line, with the ends of lines and what begins the next one as one space, and where each letter was."""
    blank = LINE_END.sub(lambda match: " " * len(match.group()), text)
    kept = [at for at in range(len(blank)) if blank[at] != " " or not at or blank[at - 1] != " "]
    return "".join(blank[at] for at in kept), kept


def citations(text):
    """Document, numbers and where it is, of each citation; through the macros that a file defines, too."""
    flat, where = fold(text)
    for match in CITATION.finditer(flat):
        yield match.group(1), match.group(2), where[match.start()]
    for name, argument, document in MACRO.findall(text):
        call = rf'\b{name} \("({NUMBER}{MORE})"\)' if argument else rf'\b{name} "({NUMBER}{MORE})'
        for match in re.finditer(call, flat):
            yield document, match.group(1), where[match.start()]


def complaints(text, known):
    for document, numbers, offset in citations(text):
        for number in re.findall(NUMBER, numbers):
            if number not in known.get(document, {}):
                yield text.count("\n", 0, offset) + 1, f"{document} section {number} is not in {LIST.name}: look up whether there is one"


def prove_that_rules_bite():
    known = read_list("# what is there\n[RFC 9846] TLS 1.3\n4.2.2 Client Hello\n7.1 Key Schedule\nC.4 Tracking\n\n[RFC 5280] Certificates\n4.2 Extensions\n")
    for text in ('"RFC 9846 section 4.1.2"', "RFC 9846 (TLS 1.3) section 4.4", "RFC 9846 sections 7.1 and 7.9", "RFC 8446 section 7.1", "RFC 9846 appendix D.1",
                 "(RFC 9846\n * section 4.6.1)", '#define RFC(section) "RFC 9846 section " section\nRFC ("9.9")', "RFC 5280 section 4.2, 6.1.3",
                 '#define CODE "RFC 9846 section "\n"x; " CODE "4.1 and 7.1"', '"RFC 9846 "\n    "section 4.6.1"'):
        assert list(complaints(text, known)), f"{text} is accepted"
    for text in ('"RFC 9846 section 4.2.2"', "RFC 9846 sections 4.2.2 and 7.1", "RFC 9846\n * section 7.1.", "RFC 5280", "RFC 9846 appendix C.4",
                 '#define RFC(section) "RFC 9846 section " section\nRFC ("7.1")'):
        assert not list(complaints(text, known)), f"{text} is refused"


def main():
    prove_that_rules_bite()
    root = pathlib.Path(sys.argv[1])
    known = read_list(LIST.read_text(encoding="utf-8"))
    found = [f"{file.relative_to(root)}:{line}: {complaint}" for pattern in PATTERNS for file in sorted(root.glob(pattern))
             for line, complaint in complaints(file.read_text(encoding="utf-8"), known)]
    print("\n".join(found), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
