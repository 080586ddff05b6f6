#!/usr/bin/env python3
"""Pictures of every view for people to look at: light and dark, 1280x800 and 1920x1080.

Usage: tests/e2e/in-session.sh /usr/bin/python3 tests/e2e/screenshots.py OUTDIR [BUILD-ROOT]"""

import pathlib
import sys
import time

from gi.repository import GLib
from lab_window import LabWindow, wait

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SIZES = ((1280, 800), (1920, 1080))
SETTLING_S = 1.0
SECOND_US = 1_000_000

# Name, view, time, selection, presentation.
SCENES = (
    ("start", "fleet", 5 * SECOND_US, "", False),
    ("fleet", "fleet", 170 * SECOND_US, "lock-03", False),
    ("fleet-camera", "fleet", 170 * SECOND_US, "camera-01", False),
    ("fleet-presentation", "fleet", 170 * SECOND_US, "", True),
    ("handshakes", "handshakes", 170 * SECOND_US, "lock-03", False),
    ("handshakes-presentation", "handshakes", 170 * SECOND_US, "lock-03", True),
    ("signatures", "signatures", 170 * SECOND_US, "lock-03", False),
    ("certificates", "certificates", 170 * SECOND_US, "lock-03", False),
    ("outbreak-quiet", "outbreak", 100 * SECOND_US, "", False),
    ("outbreak", "outbreak", 420 * SECOND_US, "camera-03", False),
    ("outbreak-presentation", "outbreak", 420 * SECOND_US, "camera-03", True),
    ("certificates-presentation", "certificates", 170 * SECOND_US, "lock-03", True),
)


def show(window, view, time_us, selection, presentation):
    window.activate("presentation", GLib.Variant("b", presentation))
    window.activate("show-view", GLib.Variant("s", view))
    window.activate("pause")
    window.activate("seek", GLib.Variant("x", time_us))
    wait(lambda: window.state("time") == time_us, f"{time_us} us")
    window.activate("select", GLib.Variant("s", selection))
    time.sleep(SETTLING_S)


def take_all(window, folder, size):
    for scheme in ("light", "dark"):
        window.activate("color-scheme", GLib.Variant("s", scheme))
        for name, *scene in SCENES:
            show(window, *scene)
            print(window.screenshot(folder / f"{name}-{scheme}-{size[0]}x{size[1]}.png"), flush=True)


def main():
    folder = pathlib.Path(sys.argv[1])
    build = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else SOURCE / "build").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    environment = {"TRUSTBED_DATA_DIR": str(SOURCE / "data"), "TRUSTBED_LOCALE_DIR": str(build / "po"), "GSETTINGS_SCHEMA_DIR": str(build / "data")}
    for size in SIZES:
        with LabWindow(build / "app" / "trustbed", [str(SOURCE / "data/scenarios/smart-home.xml")], size=size, environment=environment) as window:
            window.wait_for_window()
            window.take_keyboard()
            take_all(window, folder, size)
    return 0


if __name__ == "__main__":
    sys.exit(main())
