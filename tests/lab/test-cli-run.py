#!/usr/bin/env python3
"""What scripts rely on in `trustbed-cli run`: exit codes, the keys of the JSON, nothing but results on
standard output, whole files or none.

Usage: test-cli-run.py TRUSTBED-CLI SOURCE-ROOT"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-cli-"))
SHORT = ["run", "smart-home", "--until", "3m", "--quiet"]
BRIEF = ["run", "smart-home", "--until", "10s", "--quiet"]
KEYS = {"scenario", "seed", "simulated_us", "wall_s", "journal_sha256", "outcome_sha256", "records", "devices", "certificates_issued",
        "renewals", "handshakes", "bytes", "credentials_seen", "publishes_refused", "commands_refused", "infected", "outbreak", "firmware", "identities"}
PROMISED = {"scenario", "seed", "simulated_us", "wall_s", "journal_sha256", "outcome_sha256", "devices", "certificates_issued", "handshakes", "bytes"}


def run(*arguments, timeout=120, **settings):
    return subprocess.run([CLI, *map(str, arguments)], capture_output=True, timeout=timeout, **settings)


def run_json(*arguments):
    done = run(*arguments, "--json")
    return json.loads(done.stdout) if done.returncode in (0, 1) else {}


def write(name, content):
    path = HERE / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def check_json():
    done = run(*SHORT, "--json")
    result = json.loads(done.stdout)
    check("a run ends with 0 and says nothing on standard error", done.returncode == 0 and done.stderr == b"", done)
    check("the JSON has the keys that are promised, and no others", set(result) - {"alerts"} == KEYS and PROMISED <= set(result), set(result) ^ KEYS)
    check("handshakes are counted by reason", set(result["handshakes"]) == {"ok", "refused", "by_reason"}
          and sum(result["handshakes"]["by_reason"].values()) == result["handshakes"]["refused"] > 0, result["handshakes"])
    check("bytes are counted in the clear and protected", {"plain", "protected"} <= set(result["bytes"]) and min(result["bytes"].values()) > 0, result["bytes"])
    check("three minutes were simulated", result["simulated_us"] == 180_000_000 and result["scenario"] == "smart-home" and result["seed"] == 42, result)
    return result


def check_options(first):
    again = run_json(*SHORT, "--threads", "1")
    check("threads change nothing", again["journal_sha256"] == first["journal_sha256"], again)
    other = run_json(*SHORT, "--seed", "7")
    check("a seed is another run", other["seed"] == 7 and other["journal_sha256"] != first["journal_sha256"], other)
    largest = run_json(*BRIEF, "--seed", str(2**63 - 1))
    check("the largest seed is shown as it is", largest["seed"] == 2**63 - 1, largest)
    fewer = run_json(*SHORT, "--set", "speaker.count=1", "--set", "bulb.count=14")
    check("settings change the fleet", fewer["devices"] == 64 - 10 - 10, fewer)
    text = run(*SHORT)
    check("without --json a person can read it", text.returncode == 0 and b"handshakes" in text.stdout and text.stderr == b"", text)


def check_commands():
    good = write("good.commands", "# a log\n@1m power device=lock-01 state=off\n@2m power device=lock-01 state=on\n")
    refused = write("refused.commands", "@1m power device=lock-01 state=on\n")
    unknown = write("unknown.commands", "@1m power device=lock-99 state=on\n")
    rubbish = write("rubbish.commands", "\n\nexplode\n")
    check("commands are applied", run(*SHORT, "--commands", good).returncode == 0)
    done = run(*SHORT, "--commands", refused, "--json")
    check("a command that is refused when it applies gives 1 and the results", done.returncode == 1 and json.loads(done.stdout)["commands_refused"] == 1, done)
    done = run(*BRIEF, "--commands", unknown)
    check("a command for nobody gives 2", done.returncode == 2 and b"lock-99" in done.stderr and done.stdout == b"", done)
    done = run(*SHORT, "--commands", rubbish)
    check("rubbish in a file of commands gives 2 with its line", done.returncode == 2 and f"{rubbish}:3:".encode() in done.stderr, done)


BAD_USAGE = [
    [], ["run"], ["run", "a", "b"], ["explode"], ["run", "smart-home", "--no-such-option"], ["run", "no-such-scenario"], ["run", "/"], ["run", ""], ["run", "/dev/zero"],
    ["run", "smart-home", "--until", "soon"], ["run", "smart-home", "--until", "0s"], ["run", "smart-home", "--until", "-1s"], ["run", "smart-home", "--until"],
    ["run", "smart-home", "--until", "99999999999d"], ["run", "smart-home", "--seed", "-1"], ["run", "smart-home", "--seed", "x"],
    ["run", "smart-home", "--seed", "9223372036854775808"], ["run", "smart-home", "--threads", "65"], ["run", "smart-home", "--threads", "-1"],
    ["run", "smart-home", "--threads", "two"], ["run", "smart-home", "--set", "lock"], ["run", "smart-home", "--set", "lamp.count=3"],
    ["run", "smart-home", "--set", "lock.count=-3"], ["run", "smart-home", "--set", "lock.colour=red"], ["run", "smart-home", "--commands", "/nowhere"],
    ["run", "smart-home", "--commands", "/dev/zero"], ["run", "smart-home", b"--set=\xff.x=3"],
]


def check_bad_usage():
    for arguments in BAD_USAGE:
        done = subprocess.run([CLI, *arguments], capture_output=True, timeout=60)
        said = done.stderr if done.stderr else done.stdout if arguments == [] else b""
        check(f"refused: {' '.join(map(str, arguments))}", done.returncode == 2 and said and (done.stdout == b"" or arguments == []) and done.stderr.count(b"\n") <= 1, done)
    done = run(*SHORT, "--set", "lock.count=-3")
    check("what is wrong in a scenario has a file and a line", b"smart-home.xml:" in done.stderr and b"got -3" in done.stderr, done)


BAD_SCENARIOS = {
    "empty": b"", "text": b"hello\n", "binary": bytes(range(256)) * 16, "cut": b"<scenario id=\"x\"", "deep": b"<a>" * 5000, "large": b" " * (17 << 20),
    "laughs": b"<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><scenario>&b;</scenario>",
    "outside": b"<!DOCTYPE a [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><scenario>&a;</scenario>", "other": b"<html><body/></html>",
}


def check_bad_scenarios():
    for name, content in BAD_SCENARIOS.items():
        path = write(f"{name}.xml", content)
        done = run("run", path)
        check(f"a scenario that is {name} gives 2 and names the file", done.returncode == 2 and str(path).encode() in done.stderr and done.stdout == b"", done)
        check(f"and one sentence: {name}", done.stderr.count(b"\n") == 1 and b"root:" not in done.stderr, done)


def check_files():
    folder = HERE / "out"
    folder.mkdir()
    done = run(*SHORT, "--journal", folder / "journal", "--pcap", folder / "traffic.pcapng")
    check("journal and capture are written", done.returncode == 0 and sorted(os.listdir(folder)) == ["journal", "traffic.pcapng"], done, os.listdir(folder))
    check("the capture is a pcapng file", (folder / "traffic.pcapng").read_bytes()[:4] == b"\x0a\x0d\x0d\x0a")
    for option in ("--journal", "--pcap"):
        for target in (folder / "no" / "such" / "folder", folder, "/proc/out"):
            done = run(*BRIEF, option, target)
            check(f"{option} {target} cannot be written: 2", done.returncode == 2 and str(target).encode() in done.stderr, done)
    check("and nothing was left behind", sorted(os.listdir(folder)) == ["journal", "traffic.pcapng"], os.listdir(folder))


def writes_below(process, folder):
    """Whether the program has a file open there: until it is whole it need not have a name."""
    try:
        links = [os.readlink(entry) for entry in pathlib.Path(f"/proc/{process.pid}/fd").iterdir()]
    except OSError:                                             # closed while we looked
        return False
    return any(link.startswith(f"{folder}/") for link in links)


def check_killed(kill):
    target = HERE / f"killed-{kill.name}.pcapng"
    before = set(HERE.iterdir())
    process = subprocess.Popen([CLI, "run", "smart-home", "--until", "1d", "--quiet", "--pcap", str(target)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while process.poll() is None and not writes_below(process, HERE):
        os.sched_yield()                                        # until it has begun to write, or is done
    begun = process.poll() is None and not target.exists()
    process.send_signal(kill)
    process.communicate(timeout=60)
    check(f"{kill.name} in the middle of a capture leaves no half file under its name", begun and process.returncode == -kill and not target.exists(),
          begun, process.returncode, set(HERE.iterdir()) - before)


def main():
    check_options(check_json())
    check_commands()
    check_bad_usage()
    check_bad_scenarios()
    check_files()
    check_killed(signal.SIGTERM)
    check_killed(signal.SIGKILL)
    subprocess.run(["rm", "-rf", str(HERE)], check=True)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
