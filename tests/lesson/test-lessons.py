#!/usr/bin/env python3
"""Every lesson that comes with the program is proved by `trustbed-cli lesson test`, in one language. Each call takes every Nth lesson, so that calls run side by side.

Usage: test-lessons.py TRUSTBED-CLI FOLDER-OF-LESSONS LANGUAGE I/N [OPTION-OF-LESSON-TEST]..."""

import os
import pathlib
import subprocess
import sys

CLI, FOLDER, LANGUAGE = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
MINE, ALL = map(int, sys.argv[4].split("/"))


def prove(lesson, number):
    environment = {**os.environ, "LANGUAGE": LANGUAGE, "LC_ALL": "C.UTF-8"}
    done = subprocess.run([CLI, "lesson", "test", "--quiet", *sys.argv[5:], lesson], capture_output=True, text=True, env=environment, timeout=280)
    print(f"{'ok' if done.returncode == 0 else 'not ok'} {number} {lesson.stem} holds", flush=True)
    for line in (done.stdout + done.stderr).splitlines() if done.returncode != 0 else []:
        print(f"# {line}", flush=True)
    return done.returncode == 0


def main():
    lessons = sorted(FOLDER.glob("*.xml"))[MINE - 1::ALL]
    print(f"1..{len(lessons)}")
    return 0 if all([prove(lesson, number) for number, lesson in enumerate(lessons, 1)]) else 1


if __name__ == "__main__":
    sys.exit(main())
