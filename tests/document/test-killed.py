#!/usr/bin/env python3
"""`trustbed-cli document play` is killed at random moments, again and again, over one document. Whatever was acknowledged is in it, in its order; nothing is in it
that was not said; and it is always whole.

Usage: test-killed.py TRUSTBED-CLI. TRUSTBED_KILLS says how often, 12 if left out; 200 is what is promised."""

import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

CLI = sys.argv[1]
N_KILLS = int(os.environ.get("TRUSTBED_KILLS", "12"))
LINES_A_TURN = 40
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-killed-"))
DOCUMENT = HERE / "house.trustbed"
SCENARIO = HERE / "house.xml"
SCENARIO.write_text("""<scenario id="house" seed="3" start="2026-03-02T06:00:00Z" duration="1d">
<title>House</title><description>Two locks.</description>
<authority name="authority" profile="server"><label>Authority</label></authority>
<broker name="broker" authority="authority" clients="certificate" topics="home/{name}/#" profile="server"><label>Broker</label></broker>
<gateway name="gw" profile="cortex-a8-1000" link="broadband" authority="authority" lifetime="6d" start="0s"><label>Gateway</label></gateway>
<devices name="lock" count="2" icon="lock" profile="cortex-m4-80-assembler" link="mesh" gateways="gw" authority="authority" lifetime="3d"
 service="broker" topic="home/{name}/state" interval="60s" start="1s" spread="1s"><label>Lock</label><report>{}</report></devices>
</scenario>""", encoding="utf-8")
ENVIRONMENT = dict(os.environ, XDG_CACHE_HOME=str(HERE / "cache"), XDG_DATA_HOME=str(HERE / "data"))
ANSWER = re.compile(r"(?:ok|refused) (\d+) (@\S+ .*?message=[\w-]+)")
chance = random.Random(20260302)


def run(*arguments, said=None):
    return subprocess.run([CLI, *map(str, arguments)], capture_output=True, text=True, input=said, timeout=120, check=False, env=ENVIRONMENT)


class Turn:
    """One life of the program: says its lines, takes down what is acknowledged, and ends it at its moment."""

    def __init__(self, number):
        self.number, self.acknowledged = number, []
        self.program = subprocess.Popen([CLI, "document", "play", str(DOCUMENT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        text=True, env=ENVIRONMENT)

    def listen(self):
        for line in self.program.stdout:
            found = ANSWER.match(line)
            if line.endswith("\n") and found:
                self.acknowledged.append((int(found[1]), found[2]))

    def speak(self):
        try:
            for i in range(LINES_A_TURN):
                self.program.stdin.write(f"publish device=lock-01 topic=home/lock-01/x message=turn-{self.number}-{i}\n")
                self.program.stdin.flush()
        except BrokenPipeError:
            pass

    def live(self, longest_s):
        ear, mouth = threading.Thread(target=self.listen), threading.Thread(target=self.speak)
        ear.start()
        mouth.start()
        time.sleep(chance.uniform(0, longest_s))
        self.program.kill()
        self.program.wait()
        ear.join()
        mouth.join()
        return self.acknowledged


def measure_turn():
    """How long a life is that nobody ends: moments are drawn from it, whatever the machine."""
    started = time.monotonic()
    turn = Turn(0)
    ear = threading.Thread(target=turn.listen)
    ear.start()
    turn.speak()
    turn.program.stdin.close()
    turn.program.wait()
    ear.join()
    return time.monotonic() - started, turn.acknowledged


def read_commands():
    answer = run("document", "show", "--json", DOCUMENT)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)["commands"]


def is_said(command):
    return re.fullmatch(r"@\S+ publish device=lock-01 topic=home/lock-01/x message=turn-\d+-\d+", command)


def main():
    print("1..3")
    made = run("document", "new", DOCUMENT, SCENARIO)
    assert made.returncode == 0, made.stderr
    longest_s, acknowledged = measure_turn()
    n_lost = n_strange = n_in_the_middle = 0
    for number in range(1, N_KILLS + 1):
        heard = Turn(number).live(longest_s * 1.1)
        acknowledged += heard
        n_in_the_middle += 0 < len(heard) < LINES_A_TURN
        commands = read_commands()
        n_lost += sum(i > len(commands) or commands[i - 1] != text for i, text in acknowledged)
        n_strange += sum(not is_said(command) for command in commands)
    print(f"# killed {N_KILLS} times, {n_in_the_middle} of them between two acknowledgements; {len(acknowledged)} commands acknowledged, {len(read_commands())} kept")
    print(f"{'ok' if n_lost == 0 and acknowledged else 'not ok'} 1 no acknowledged command is lost")
    print(f"{'ok' if n_strange == 0 else 'not ok'} 2 nothing is there that nobody said")
    (HERE / "commands.txt").write_text(run("document", "commands", DOCUMENT).stdout, encoding="utf-8")
    kept = run("run", "--json", "--quiet", "--until", "10m", DOCUMENT)
    anew = run("run", "--json", "--quiet", "--until", "10m", "--commands", HERE / "commands.txt", SCENARIO)
    same = json.loads(kept.stdout)["journal_sha256"] == json.loads(anew.stdout)["journal_sha256"]
    print(f"{'ok' if same else 'not ok'} 3 the document plays as the scenario with its commands does")
    shutil.rmtree(HERE)
    return 0 if n_lost == n_strange == 0 and same and acknowledged else 1


if __name__ == "__main__":
    sys.exit(main())
