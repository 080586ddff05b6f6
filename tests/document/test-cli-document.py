#!/usr/bin/env python3
"""What scripts rely on in `trustbed-cli document`, and that run and query take a document where they take a scenario.

Usage: test-cli-document.py TRUSTBED-CLI"""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

CLI = sys.argv[1]
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-document-"))
DOCUMENT = HERE / "house.trustbed"
ENVIRONMENT = dict(os.environ, XDG_CACHE_HOME=str(HERE / "cache"), XDG_DATA_HOME=str(HERE / "data"))
results = []


def check(name, condition, *figures):
    results.append(bool(condition))
    print(f"{'ok' if condition else 'not ok'} {len(results)} {name}", flush=True)
    if not condition:
        print("# " + " ".join(str(figure) for figure in figures).replace("\n", "\n# "), flush=True)


def run(*arguments, said=None):
    return subprocess.run([CLI, *map(str, arguments)], capture_output=True, text=True, input=said, timeout=120, check=False, env=ENVIRONMENT)


def making():
    made = run("document", "new", DOCUMENT, "smart-home", "--set", "lock.count=2", "--seed", "7")
    shown = json.loads(run("document", "show", "--json", DOCUMENT).stdout)
    check("a document is made of a scenario as it is changed", made.returncode == 0 and shown["seed"] == 7 and shown["commands"] == [], made, shown)
    again = run("document", "new", DOCUMENT, "smart-home")
    check("what is there is not overwritten", again.returncode == 2 and "not overwritten" in again.stderr, again)
    nowhere = run("document", "new", HERE / "none" / "x.trustbed", "smart-home")
    check("a folder that is not there is one sentence", nowhere.returncode == 2 and nowhere.stderr.count("\n") == 1, nowhere)
    fleet = run("query", DOCUMENT, "--until", "1s", "--csv", "SELECT count(*) FROM device WHERE name LIKE 'lock-%'")
    check("what was changed is in it", fleet.stdout.split() == ["count(*)", "2"], fleet)


def playing():
    said = "# a comment\n\nrevoke device=lock-01\n@20s power device=lock-01 state=off\npower device=lock-01 state=off\nnonsense\n@1s renew device=lock-02\n"
    played = run("document", "play", DOCUMENT, said=said)
    lines = played.stdout.splitlines()
    check("each command is answered",
          [line.split(" ", 2)[0] for line in lines] == ["refused", "ok", "refused", "error", "error"] and lines[1] == "ok 2 @20s power device=lock-01 state=off"
          and played.returncode == 1, played)
    later = run("document", "play", DOCUMENT, said="power device=lock-01 state=on\n")
    check("it goes on where it was", later.stdout == "ok 4 @20s power device=lock-01 state=on\n" and later.returncode == 0, later)
    made = run("document", "play", HERE / "other.trustbed", "smart-home", said="@1s power device=lock-01 state=on\n")
    check("play makes a document of a scenario", made.stdout.startswith("ok 1 @1s ") or made.stdout.startswith("refused 1 @1s "), made)


def replaying():
    first, second = (json.loads(run("run", DOCUMENT, "--json", "--quiet", "--until", "1m").stdout) for _ in range(2))
    check("a document is run as a scenario is, and is the run that was saved", first["replay"] == "same" and first["seed"] == 7, first)
    check("what is remembered changes nothing", first["journal_sha256"] == second["journal_sha256"], first, second)
    check("something is remembered", any((HERE / "cache" / "trustbed" / "results").iterdir()))
    refused = run("run", DOCUMENT, "--seed", "1")
    check("a document has a seed of its own", refused.returncode == 2 and "leave out --seed" in refused.stderr, refused)
    answer = run("query", DOCUMENT, "--at", "30s", "--csv", "SELECT count(*) FROM command")
    check("a document is asked as a scenario is", answer.returncode == 0 and int(answer.stdout.split()[1]) >= 4, answer)


def other_machines():
    with sqlite3.connect(DOCUMENT) as document:
        document.execute("UPDATE proof SET openssl = 'OpenSSL 3.0.1', journal_sha256 = 'x'")
    played = run("run", DOCUMENT, "--quiet", "--until", "1m")
    check("other bytes are told of in one sentence", played.returncode == 1 and played.stderr.count("\n") == 1 and "outcomes agree, bytes differ" in played.stderr, played)
    with sqlite3.connect(DOCUMENT) as document:
        document.execute("UPDATE proof SET outcome_sha256 = 'x'")
    played = run("run", DOCUMENT, "--json", "--quiet", "--until", "1m")
    check("so is another outcome", "something else happened" in played.stderr and json.loads(played.stdout)["replay"] == "differs", played)


def damage():
    whole = DOCUMENT.read_bytes()
    for name, content in (("foreign.trustbed", b"<scenario/>"), ("cut.trustbed", whole[:5000]), ("empty.trustbed", b"")):
        (HERE / name).write_bytes(content)
        answers = [run("run", HERE / name), run("query", HERE / name, "SELECT 1"), run("document", "show", HERE / name),
                   run("document", "play", HERE / name, said=""), run("document", "commands", HERE / name)]
        check(f"{name} is refused in one sentence and stays as it is",
              all(answer.returncode == 2 and answer.stderr.count("\n") == 1 and name in answer.stderr for answer in answers) and (HERE / name).read_bytes() == content,
              *answers)


def main():
    for part in (making, playing, replaying, other_machines, damage):
        part()
    print(f"1..{len(results)}")
    shutil.rmtree(HERE)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
