#!/usr/bin/env python3
"""What the two programs answer to a scenario that is missing, broken or hostile, to bad arguments and to a
missing display: one sentence on standard error, status 2, and nothing half-written.

Usage: in-session.sh test-refusals.py SOURCE-ROOT BUILD-ROOT"""

import os
import pathlib
import subprocess
import sys
import tempfile

from facts import Report
from lab_window import Display

SOURCE, BUILD = (pathlib.Path(argument) for argument in sys.argv[1:3])
WINDOW, CLI = BUILD / "app" / "trustbed", BUILD / "app" / "trustbed-cli"
PATIENCE_S = 60 * float(os.environ.get("LAB_PATIENCE", "1"))

BROKEN = {
    "empty": b"",
    "rubbish": bytes(range(256)) * 8,
    "truncated": b'<?xml version="1.0"?>\n<scenario name="x">\n  <title>',
    "another": b'<?xml version="1.0"?>\n<song/>\n',
    "deep": b"<?xml version='1.0'?>\n" + b"<scenario>" * 5000,
    "bomb": b'<?xml version="1.0"?>\n<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<scenario><title>&b;</title></scenario>\n',
    "outside": b'<?xml version="1.0"?>\n<!DOCTYPE s [<!ENTITY f SYSTEM "file:///etc/passwd">]>\n<scenario><title>&f;</title></scenario>\n',
}


def ask(*command, display=None):
    home = tempfile.mkdtemp(prefix="lab-home-")
    environment = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home, "XDG_DATA_HOME": home, "LANGUAGE": "C",
                   "TRUSTBED_DATA_DIR": str(SOURCE / "data"), "GSETTINGS_SCHEMA_DIR": str(BUILD / "data"), "GSETTINGS_BACKEND": "memory",
                   "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo", "DISPLAY": display or "", "WAYLAND_DISPLAY": ""}
    return subprocess.run([str(word) for word in command], env=environment, capture_output=True, text=True, errors="replace", timeout=PATIENCE_S)


def require_one_sentence(answer, *parts):
    said = [line for line in answer.stderr.splitlines() if line.strip()]
    assert answer.returncode == 2, (answer.returncode, answer.stderr[-2000:])
    assert len(said) == 1, said
    assert "root:" not in answer.stderr + answer.stdout, "the password file leaked"
    for part in parts:
        assert part in said[0], (part, said[0])


def broken_files(folder):
    for name, content in BROKEN.items():
        file = folder / f"{name}.xml"
        file.write_bytes(content)
        yield file


def cli_refuses_broken_scenarios():
    """trustbed-cli refuses every broken scenario with a sentence that names the file"""
    with tempfile.TemporaryDirectory() as folder:
        for file in broken_files(pathlib.Path(folder)):
            require_one_sentence(ask(CLI, "run", file), file.name)


def cli_refuses_what_is_not_there():
    """trustbed-cli refuses a scenario that is not there, a folder, and bad usage"""
    require_one_sentence(ask(CLI, "run", "/nowhere/x.xml"), "/nowhere/x.xml")
    require_one_sentence(ask(CLI, "run", "/"))
    for words in (["run"], ["frobnicate"], ["run", "--seed", "x", "smart-home"], ["run", "--until", "-1s", "smart-home"], ["handshake", "--tls", "0.9"]):
        require_one_sentence(ask(CLI, *words))


def cli_writes_nothing_half():
    """trustbed-cli leaves nothing behind where it cannot write, or does not run"""
    with tempfile.TemporaryDirectory() as folder:
        scenario, journal = next(broken_files(pathlib.Path(folder))), pathlib.Path(folder) / "journal"
        require_one_sentence(ask(CLI, "run", scenario, "--journal", journal))
        assert not journal.exists()
        require_one_sentence(ask(CLI, "run", SOURCE / "data/scenarios/smart-home.xml", "--until", "1s", "--journal", f"{folder}/no/where"), "no/where")


def window_refuses_broken_scenarios():
    """trustbed refuses a broken scenario with the same sentence, before any window"""
    display = Display(640, 480)
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "truncated.xml"
            file.write_bytes(BROKEN["truncated"])
            require_one_sentence(ask(WINDOW, file, display=display.name), "truncated.xml")
            require_one_sentence(ask(WINDOW, "/nowhere/x.xml", display=display.name), "/nowhere/x.xml")
    finally:
        display.close()


def window_needs_a_display():
    """trustbed without a display says so, and how to go on without one"""
    require_one_sentence(ask(WINDOW, SOURCE / "data/scenarios/smart-home.xml"), "display")


def help_and_version():
    """both programs explain themselves without a display"""
    for program in (WINDOW, CLI):
        for option in ("--help", "--version"):
            answer = ask(program, option)
            assert answer.returncode == 0 and answer.stdout.strip(), (program, option, answer)


FACTS = [cli_refuses_broken_scenarios, cli_refuses_what_is_not_there, cli_writes_nothing_half, window_refuses_broken_scenarios,
         window_needs_a_display, help_and_version]


def main():
    report = Report(BUILD / "meson-logs" / "e2e")
    report.run(FACTS)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
