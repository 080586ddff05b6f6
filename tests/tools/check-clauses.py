#!/usr/bin/env python3
"""Complains when a clause is cited that its document does not have: every "RFC 9846 section 4.2.2" and every "ETSI EN
303 645 provision 5.1-1" in code, texts and documents must be in clauses.txt, where the title of each stands beside its
number, and so must the clause of each row of a table of requirements. The rules first prove on planted lines that they
can complain.

Usage: check-clauses.py SOURCE-ROOT"""

import itertools
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
# Standards that number their clauses in ways of their own: whatever stands where a number should be is taken as one.
WORD = r'[^\s,;|"<>()`\\]+'
STANDARD = re.compile(r"(ETSI EN 303 645|NIST SP 800-57 Part 1|IEEE 802\.1AR)(?:[- ](V?[\d.]*\d|Rev\. \d+))?,? (?:provisions? |clauses? |sections? |(?=table |[IL]DevID))"
                      rf"(table \d+|{WORD}(?:(?:,| and|, and) \d{WORD})*)", re.IGNORECASE)
# A row of requirements has its standard and its clause in two fields.
FIELD = re.compile(r'TB_STANDARD_(\w+), "([^"]*)"')
FIELDS = {"ETSI": ("ETSI EN 303 645", r"provision (\S+)"), "NIST": ("NIST SP 800-57 Part 1", r"section (\S+)"), "IEEE": ("IEEE 802.1AR", r"(\S+)"),
          "RFC": (None, r"RFC \d+ section \S+")}
MACRO = re.compile(rf'#\s*define (\w+)(\(\w+\))? "{DOCUMENT} (?:section|appendix) "')
LINE_END = re.compile(r'"?[ \\]*\n *(?:\*(?!/)|//|#|")? *')


def read_list(text):
    """Document: its sections, from a text in which [document] edition stands above lines of number and title."""
    known = {}
    for line in text.splitlines():
        if line.startswith("["):
            document, edition = line[1:].split("]", 1)
            sections = known.setdefault(document, {"": edition})
        elif line and not line.startswith("#"):
            number, title = re.fullmatch(r"(table \d+|\S+) (.+)", line).groups()
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


def standard_citations(text, known):
    """Document, numbers and where it is, of each citation of a standard; and of each edition that is cited and is another one."""
    flat, where = fold(text)
    documents = {name.lower(): name for name in known}
    for match in STANDARD.finditer(flat):
        document = documents.get(match.group(1).lower(), match.group(1))
        yield document, re.split(r", and |, | and ", match.group(3).rstrip(".:")), where[match.start()]
        if match.group(2) and f" {match.group(2)}" not in known.get(document, {"": ""})[""]:
            yield document, [match.group(2)], where[match.start()]


def fields(text):
    """The same of each row of requirements, in which the standard and its clause are two fields."""
    for match in FIELD.finditer(text):
        document, form = FIELDS[match.group(1)]
        clause = re.fullmatch(form, match.group(2))
        if document or not clause:
            yield document or match.group(1), [clause.group(1) if clause else f'"{match.group(2)}"'], match.start()


def complaints(text, known):
    plain = ((document, re.findall(NUMBER, numbers), offset) for document, numbers, offset in citations(text))
    for document, numbers, offset in itertools.chain(plain, standard_citations(text, known), fields(text)):
        for number in numbers:
            if number not in known.get(document, {}):
                yield text.count("\n", 0, offset) + 1, f"{document} {number} is not in {LIST.name}: look up whether there is one"


def prove_that_rules_bite():
    known = read_list("# what is there\n[RFC 9846] TLS 1.3\n4.2.2 Client Hello\n7.1 Key Schedule\nC.4 Tracking\n\n[RFC 5280] Certificates\n4.2 Extensions\n"
                      "\n[ETSI EN 303 645] V2.1.1 (2020-06)\n5.3 Updates\n5.3-10 verified\n5.6-1 closed\n\n[NIST SP 800-57 Part 1] Rev. 5\n5.3.6 Periods\ntable 2 Strengths\n"
                      "\n[IEEE 802.1AR] 2018\nIDevID initial\n8 Fields\n")
    for text in ('"RFC 9846 section 4.1.2"', "RFC 9846 (TLS 1.3) section 4.4", "RFC 9846 sections 7.1 and 7.9", "RFC 8446 section 7.1", "RFC 9846 appendix D.1",
                 "(RFC 9846\n * section 4.6.1)", '#define RFC(section) "RFC 9846 section " section\nRFC ("9.9")', "RFC 5280 section 4.2, 6.1.3",
                 '#define CODE "RFC 9846 section "\n"x; " CODE "4.1 and 7.1"', '"RFC 9846 "\n    "section 4.6.1"',
                 "ETSI EN 303 645 provision 5.3-11", "ETSI EN 303 645 provision 5.3.10", "ETSI EN 303 645 provisions 5.3-10 and 5.6-2", "ETSI EN 303 645 V3.1.3 provision 5.3-10",
                 "ETSI EN 303 645 clause 5-3", "ETSI EN 303 645\n * provision 9.", "NIST SP 800-57 part 1 section 5.3.7", "NIST SP 800-57 Part 1 Rev. 4, section 5.3.6",
                 "NIST SP 800-57 Part 1 Rev. 5, table 3", "IEEE 802.1AR-2018 section 6.2", "IEEE 802.1AR-2009 section 8", "IEEE 802.1AR, LDevID",
                 'TB_STANDARD_ETSI, "provision 5.3-1"', 'TB_STANDARD_ETSI, "5.3-10"', 'TB_STANDARD_NIST, "section 5.3"', 'TB_STANDARD_IEEE, "DevID"', 'TB_STANDARD_RFC, "RFC 5280 4.2"'):
        assert list(complaints(text, known)), f"{text} is accepted"
    for text in ('"RFC 9846 section 4.2.2"', "RFC 9846 sections 4.2.2 and 7.1", "RFC 9846\n * section 7.1.", "RFC 5280", "RFC 9846 appendix C.4",
                 '#define RFC(section) "RFC 9846 section " section\nRFC ("7.1")',
                 "ETSI EN 303 645, and this is why", "ETSI EN 303 645 V2.1.1 provision 5.3-10.", "ETSI EN 303 645 provisions 5.3 and 5.6-1, of course", "NIST SP 800-57 Part 1 Rev. 5, section 5.3.6",
                 "NIST SP 800-57 part 1, table 2", "IEEE 802.1AR-2018 section 8;", "IEEE 802.1AR-2018 IDevID", 'TB_STANDARD_ETSI, "provision 5.6-1"', 'TB_STANDARD_RFC, "RFC 5280 section 4.2"'):
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
