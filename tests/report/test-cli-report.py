#!/usr/bin/env python3
"""What scripts rely on where `trustbed-cli` writes reports: the ending decides, the whole file or none, one sentence when it cannot be written.

Usage: test-cli-report.py TRUSTBED-CLI TWO-FLOORS"""

import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI, HOUSE = sys.argv[1], sys.argv[2]


def run(command, *arguments, **settings):
    until = ("--at", "5m") if command == "comply" else ("--until", "5m")
    return subprocess.run([CLI, command, HOUSE, *until, *map(str, arguments), "--quiet"], capture_output=True, text=True, timeout=120, **settings)


def allow_few_bytes():
    """As on a disk that is nearly full: the report does not fit."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def check_files(folder, command, ends_with):
    page, sheets, again = folder / "a.html", folder / "a.PDF", folder / "b.pdf"
    answers = [run(command, "--report", page), run(command, "--report", sheets), run(command, "--report", again, "--threads", "2")]
    check(f"{command} writes what is asked for, and ends as without", [answer.returncode for answer in answers] == [ends_with] * 3 and not any(answer.stderr for answer in answers), answers)
    check(f"{command}: a page that is well-formed", xml.etree.ElementTree.parse(page).getroot().attrib["lang"] == "en")
    check(f"{command}: sheets, the same each time", sheets.read_bytes().startswith(b"%PDF-") and sheets.read_bytes() == again.read_bytes())


def check_endings(folder, command):
    answer = run(command, "--report", folder / "a.doc")
    check(f"{command}: another ending is bad input", answer.returncode == 2 and ".html or .pdf" in answer.stderr and not answer.stdout and not (folder / "a.doc").exists(), answer)


def check_trouble(folder, command):
    for ending in "html", "pdf":
        old = folder / f"old.{ending}"
        old.write_text("old")
        answer = run(command, "--report", old, preexec_fn=allow_few_bytes)
        check(f"{command}: a full disk leaves what was there", answer.returncode == 2 and answer.stderr.count("\n") == 1 and old.read_text() == "old", answer)
    answer = run(command, "--report", folder / "nowhere" / "a.pdf")
    check(f"{command}: no such folder is one sentence", answer.returncode == 2 and answer.stderr.count("\n") == 1 and "nowhere" in answer.stderr, answer)
    check(f"{command}: and nothing is left lying about", sorted(file.name for file in folder.iterdir()) == ["a.PDF", "a.html", "b.pdf", "old.html", "old.pdf"], list(folder.iterdir()))


def main():
    for command, ends_with in ("comply", 1), ("run", 0):
        with tempfile.TemporaryDirectory() as name:
            check_files(pathlib.Path(name), command, ends_with)
            check_endings(pathlib.Path(name), command)
            check_trouble(pathlib.Path(name), command)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
