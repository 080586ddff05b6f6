#!/usr/bin/env python3
"""Complains when a program of the engine needs a toolkit to start: the command line and the tests of
the engine must run where there is no GTK at all. The command line draws reports, so it has Pango and cairo,
and the libX11 that cairo is linked with; the tests of the engine do without these too.

Usage: check-links.py BUILD-ROOT"""

import os
import pathlib
import re
import subprocess
import sys

ENGINE_TESTS = ("core", "pki", "tls", "fleet", "lab", "replay", "fuzz")
TOOLKIT = re.compile(r"lib(?:gtk|adwaita|gdk|gsk|cairo|pango|graphene|X11|wayland)[-\w.]*")


DRAWING = re.compile(r"lib(?:cairo|pango|X11)[-\w.]*")


def needs_toolkit(loaded):
    """What of `ldd`'s answer is a toolkit."""
    return sorted(set(TOOLKIT.findall(loaded)))


def complaints_about(program, loaded):
    """What it must not need: of the command line, whatever does more than draw on paper."""
    return [name for name in needs_toolkit(loaded) if program.name != "trustbed-cli" or not DRAWING.fullmatch(name)]


def is_program(file):
    if not (file.is_file() and os.access(file, os.X_OK)):
        return False
    with open(file, "rb") as head:
        return head.read(4) == b"\x7fELF"


def programs(build):
    yield build / "app" / "trustbed-cli"
    for folder in ENGINE_TESTS:
        yield from sorted(file for file in (build / "tests" / folder).glob("*") if is_program(file))


def loaded_by(program):
    return subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout


def main():
    build = pathlib.Path(sys.argv[1])
    assert needs_toolkit("\tlibgtk-4.so.1 => /usr/lib/libgtk-4.so.1 (0x0)\n") == ["libgtk-4.so.1"]
    cli, engine = pathlib.Path("trustbed-cli"), pathlib.Path("test-run")
    assert complaints_about(cli, "\tlibcairo.so.2 => /usr/lib/libcairo.so.2\n\tlibgdk.so => x\n") == ["libgdk.so"]
    assert complaints_about(engine, "\tlibcairo.so.2 => /usr/lib/libcairo.so.2\n") == ["libcairo.so.2"]
    looked_at, failed = 0, 0
    for program in programs(build):
        looked_at += 1
        toolkit = complaints_about(program, loaded_by(program))
        if toolkit:
            failed = 1
            print(f"{program.relative_to(build)} links {', '.join(toolkit)}", file=sys.stderr)
    window = build / "app" / "trustbed"
    if window.exists() and not needs_toolkit(loaded_by(window)):
        failed = 1
        print("app/trustbed shows no toolkit, so this check sees nothing", file=sys.stderr)
    print(f"{looked_at} programs looked at")
    return failed or looked_at < 2


if __name__ == "__main__":
    sys.exit(main())
