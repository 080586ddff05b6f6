#!/usr/bin/env python3
"""How long the window takes from its start to its first frame, beside gtk4-widget-factory on the same display.

Both are started in turn and watched from outside: the display's background is painted in a colour nobody uses, and the
first frame is there when a place in the middle of the window has another. Prints `name value goal pass|below`; the value
is the median over the rounds of (ours / theirs).

Usage: bench-startup [ROUNDS]; needs an X display"""

import ctypes
import ctypes.util
import os
import statistics
import subprocess
import sys
import time

OURS = ["@PROGRAM@"]
THEIRS = ["gtk4-widget-factory"]
GOAL = 1.5
PATIENCE_S = 60
NOBODYS_COLOUR = 0xFE01FD
PLACE = (240, 150)  # without a window manager windows begin at the corner; there both have painted something by then
ALL_PLANES, Z_PIXMAP = ctypes.c_ulong(-1), 2


class Screen:
    """The root window, as Xlib sees it."""

    def __init__(self):
        self.x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        for name, result in (("XOpenDisplay", ctypes.c_void_p), ("XDefaultRootWindow", ctypes.c_ulong), ("XGetImage", ctypes.c_void_p),
                             ("XGetPixel", ctypes.c_ulong)):
            getattr(self.x, name).restype = result
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(None))
        if not self.display:
            sys.exit("bench-startup: no X display to open windows on")
        self.root = ctypes.c_ulong(self.x.XDefaultRootWindow(self.display))

    def clear(self):
        self.x.XSetWindowBackground(self.display, self.root, ctypes.c_ulong(NOBODYS_COLOUR))
        self.x.XClearWindow(self.display, self.root)
        self.x.XSync(self.display, 0)

    def pixel(self):
        image = ctypes.c_void_p(self.x.XGetImage(self.display, self.root, *PLACE, 1, 1, ALL_PLANES, Z_PIXMAP))
        value = self.x.XGetPixel(image, 0, 0)
        self.x.XDestroyImage(image)
        return value & 0xFFFFFF


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            sys.exit(f"bench-startup: waited in vain for {what}")
        time.sleep(0.0005)


def first_frame_s(screen, command, environment):
    """Seconds from starting a program to its first frame; the program is ended and its window gone afterwards."""
    screen.clear()
    wait_until(lambda: screen.pixel() == NOBODYS_COLOUR, "an empty display")
    start = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: screen.pixel() != NOBODYS_COLOUR or process.poll() is not None, f"the window of {command[0]}")
    seconds = time.monotonic() - start
    if process.poll() is not None:
        sys.exit(f"bench-startup: {command[0]} ended with status {process.returncode} before its first frame")
    process.terminate()
    process.wait()
    return seconds


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    environment = {**os.environ, "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo", "TRUSTBED_DATA_DIR": "@DATA@", "GSETTINGS_SCHEMA_DIR": "@SCHEMAS@",
                   "GSETTINGS_BACKEND": "memory"}
    screen = Screen()
    for command in (OURS, THEIRS):  # files come from the disk once
        first_frame_s(screen, command, environment)
    times = [[first_frame_s(screen, command, environment) for command in (OURS, THEIRS)] for _ in range(rounds)]
    ratio = statistics.median(ours / theirs for ours, theirs in times)
    ours, theirs = (statistics.median(column) * 1000 for column in zip(*times))
    verdict = "pass" if ratio <= GOAL else "below"
    print(f"startup-first-frame\t{ratio:.2f}\t<= {GOAL:.2f}\t{verdict}\tours {ours:.0f} ms, gtk4-widget-factory {theirs:.0f} ms, {rounds} rounds")


if __name__ == "__main__":
    main()
