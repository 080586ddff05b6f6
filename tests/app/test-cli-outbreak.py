#!/usr/bin/env python3
"""What scripts rely on in `trustbed-cli outbreak`: exit codes and the keys of the JSON; that threads, shards, interruptions, GNU parallel and mpirun
change nothing in the result; and that bad input gets a sentence and leaves no file.

Usage: test-cli-outbreak.py TRUSTBED-CLI"""

import csv
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI = sys.argv[1]
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-outbreak-"))
SMALL = ["--vulnerable", "2000", "--address-space", "2^20", "--scan-rate", "20", "--runs", "12", "--step", "10s"]
ENGINES = ("OMPI_", "PMI", "SLURM_")


def environment(**more):
    bare = {name: value for name, value in os.environ.items() if not name.startswith(ENGINES)}
    return {**bare, **more}


def run(*arguments, **more):
    return subprocess.run([CLI, "outbreak", *map(str, arguments)], capture_output=True, text=True, cwd=HERE, timeout=100, env=environment(**more))


def clear(pattern):
    for file in HERE.glob(pattern):
        file.unlink()


def merged(pattern):
    return run("merge", "--json", *sorted(HERE.glob(pattern)))


def check_json():
    done = run(*SMALL, "--json", "--threads", 1)
    answer = json.loads(done.stdout)
    first = answer["runs"][0]
    check("the JSON has the keys that are promised", done.returncode == 0 and {"parameters", "runs", "summary"} <= set(answer), done)
    check("each run has its milestones", {"seed", "t10_s", "t50_s", "t90_s", "final", "peak", "first_hit_s", "generations"} <= set(first), first)
    check("seeds are the first ones", [row["seed"] for row in answer["runs"]] == list(range(1, 13)))
    check("everybody is infected in the end", all(row["final"] == 2000 for row in answer["runs"]))
    check("the summary has mean, sd and median", {"mean", "sd", "median"} <= set(answer["summary"]["t50_s"]), answer["summary"]["t50_s"])
    check("also the other way round", all(answer["summary"][name]["t50_s"] == answer["summary"]["t50_s"][name] for name in ("mean", "sd", "median")))
    check("counts are whole numbers", all(isinstance(first[name], int) for name in ("final", "peak", "generations", "infections")), first)
    mean = sum(row["t50_s"] for row in answer["runs"]) / 12
    check("the mean is that of the runs", abs(answer["summary"]["t50_s"]["mean"] - mean) < 1e-9 * mean)
    check("the closed form stands beside it", abs(answer["summary"]["k_per_s"]["closed_form"] - 20 * 2000 / 2**20) < 1e-12)
    return done.stdout


def check_threads(expected):
    for threads in (2, 7):
        check(f"{threads} threads change nothing", run(*SMALL, "--json", "--threads", threads).stdout == expected)
    check("another seed is another run", run(*SMALL, "--json", "--seed", 2).stdout != expected)


def check_shards(expected):
    for i in (1, 2, 3):
        done = run(*SMALL, "--shard", f"{i}/3", "--output", "runs-{shard}.json")
        check(f"shard {i} is made", done.returncode == 0 and (HERE / f"runs-{i}.json").exists(), done)
    check("merged shards are one run, to the byte", merged("runs-*.json").stdout == expected)
    check("a shard twice is the shard", run("merge", "--json", "runs-1.json", "runs-2.json", "runs-3.json", "runs-2.json").stdout == expected)
    done = run("merge", "--json", "runs-1.json", "runs-3.json")
    check("what is missing is said", done.returncode == 1 and "8 of 12" in done.stderr and not done.stdout, done)
    before = (HERE / "runs-1.json").stat().st_mtime_ns
    run(*SMALL, "--shard", "1/3", "--output", "runs-1.json")
    check("what is done is not done again", (HERE / "runs-1.json").stat().st_mtime_ns == before)
    done = run(*SMALL, "--scan-rate", 21, "--output", "runs-1.json")
    check("other parameters are not mixed in", done.returncode == 2 and "other parameters" in done.stderr, done)
    run(*SMALL, "--scan-rate", 21, "--shard", "2/3", "--output", "odd.json")
    check("nor merged", run("merge", "runs-1.json", "odd.json").returncode == 2)


def check_going_on(expected):
    whole = json.loads((HERE / "runs-2.json").read_text())
    whole["runs"] = whole["runs"][:2]
    (HERE / "runs-2.json").write_text(json.dumps(whole))
    check("half a shard is missed", merged("runs-*.json").returncode == 1)
    run(*SMALL, "--shard", "2/3", "--output", "runs-2.json")
    check("it goes on to the same result", merged("runs-*.json").stdout == expected)


def check_engines(expected):
    clear("runs-*.json")
    command = " ".join(["env", "-u", "OMPI_COMM_WORLD_RANK", CLI, "outbreak", *SMALL, "--shard", "{}/4", "--output", "runs-{}.json"])
    done = subprocess.run(["parallel", "--will-cite", "-j2", command, ":::", "1", "2", "3", "4"], capture_output=True, text=True, cwd=HERE,
                          env=environment(HOME=str(HERE)))
    check("GNU parallel: the same result", merged("runs-*.json").stdout == expected, done)
    clear("runs-*.json")
    mpirun = ["mpirun", "--oversubscribe", "-n", "3", CLI, "outbreak", *SMALL, "--shard", "auto", "--output", "runs-{shard}.json"]
    done = subprocess.run(mpirun, capture_output=True, text=True, cwd=HERE,
                          env=environment(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", OMPI_MCA_plm_rsh_agent="/bin/false", HOME=str(HERE)))
    check("mpirun: the same result", len(list(HERE.glob("runs-*.json"))) == 3 and merged("runs-*.json").stdout == expected, done)
    clear("runs-*.json")
    for i in (1, 2):
        run(*SMALL, "--shard", "auto", "--output", "runs-{shard}.json", SLURM_ARRAY_TASK_ID=str(i), SLURM_ARRAY_TASK_COUNT="2")
    check("a Slurm array: the same result", merged("runs-*.json").stdout == expected)
    done = run(*SMALL, "--shard", "auto", "--output", "one.json", SLURM_ARRAY_TASK_ID="1", SLURM_ARRAY_TASK_COUNT="2")
    check("one file for two processes is refused", done.returncode == 2 and "{shard}" in done.stderr and not (HERE / "one.json").exists(), done)
    check("no engine is said to be none", run(*SMALL, "--shard", "auto").returncode == 2)


def check_csv():
    done = run(*SMALL, "--csv", "curves.csv", "--json")
    rows = list(csv.DictReader((HERE / "curves.csv").open()))
    answer = json.loads(done.stdout)
    n = answer["parameters"]["samples"]
    check("the curves are written", len(rows) == 12 * n and set(rows[0]) == {"seed", "time_s", "infected", "immune"}, len(rows), n)
    check("curves only rise and end with everybody", all(int(a["infected"]) <= int(b["infected"]) for a, b in zip(rows[:n], rows[1:n])) and int(rows[n - 1]["infected"]) > 1990)
    done = run(*SMALL, "--csv", "no/such/folder.csv")
    check("a folder that is not there is said", done.returncode == 2 and "folder.csv" in done.stderr, done)


def check_extremes():
    """What a careful reader tries first: nobody protected, all protected, one device, every address a device; and reboots without an end."""
    def summary(*arguments):
        return json.loads(run(*arguments, "--json", "--runs", 3).stdout)["summary"]

    check("with everybody protected nobody falls but the first", summary("--vulnerable", 1000, "--protected", 1)["infections"]["mean"] == 1)
    check("with nobody protected everybody falls", summary("--vulnerable", 1000, "--protected", 0)["final"]["mean"] == 1000)
    check("one device is an outbreak", summary("--vulnerable", 1)["final"]["mean"] == 1)
    check("so are two", summary("--vulnerable", 2)["final"]["mean"] == 2)
    check("every address may be a device", summary("--vulnerable", 500, "--address-space", 500)["final"]["mean"] == 500)
    check("slow reboots lead to the plateau", abs(summary("--vulnerable", 5000, "--address-space", "2^20", "--scan-rate", 20, "--initial", 100,
                                                           "--reboot-rate", 0.03)["late_mean"]["mean"] / 5000 - (1 - 0.03 / (20 * 5000 / 2**20))) < 0.01)
    check("fast reboots end it", summary("--vulnerable", 5000, "--address-space", "2^20", "--scan-rate", 20, "--reboot-rate", 0.2)["extinct"] == 3)


def check_outputs():
    """Where results cannot go is said; a device is written to and stays what it is."""
    with open("/dev/full", "w") as full:
        for arguments in ([*SMALL, "--json"], [*SMALL], ["--presets"], [*SMALL, "--csv", "/dev/full"]):
            done = subprocess.run([CLI, "outbreak", *arguments], stdout=full, stderr=subprocess.PIPE, text=True, cwd=HERE, timeout=100, env=environment())
            check(f"a full disk is said: {' '.join(arguments[-2:])}", done.returncode == 2 and "annot write" in done.stderr, done)
    done = run(*SMALL, "--csv", "/dev/stdout")
    check("curves can go to standard output", done.returncode == 0 and done.stdout.startswith("seed,time_s"), done.stdout[:50])
    (HERE / "link.csv").symlink_to("real.csv")
    (HERE / "real.csv").write_text("old")
    run(*SMALL, "--csv", "link.csv")
    check("a link stays one", (HERE / "link.csv").is_symlink() and (HERE / "real.csv").read_text().startswith("seed"))
    check("nothing half written is left", not list(HERE.glob("*.csv.*")), list(HERE.iterdir()))


def check_kill():
    """Killed in the middle, without a chance to say good-bye, and started again."""
    long = [*SMALL, "--runs", "800", "--threads", "1", "--shard", "1/2", "--quiet", "--output"]
    process = subprocess.Popen([CLI, "outbreak", *long, "killed.json"], cwd=HERE, env=environment())
    while not (HERE / "killed.json").exists() and process.poll() is None:
        pass
    process.kill()
    process.wait()
    kept = len(json.loads((HERE / "killed.json").read_text())["runs"])
    check("what was kept before a kill is whole", 0 < kept < 400, kept)
    run(*long, "killed.json")
    run(*long, "quiet.json")
    check("it goes on to the same file, to the byte", (HERE / "killed.json").read_bytes() == (HERE / "quiet.json").read_bytes())


def check_interrupt():
    command = [CLI, "outbreak", *SMALL, "--runs", "100000", "--output", "long.json", "--quiet", "--csv", "long.csv"]
    process = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment())
    while not (HERE / "long.json").exists() and process.poll() is None:
        pass
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)
    kept = json.loads((HERE / "long.json").read_text())
    check("Ctrl+C ends with a sentence", process.returncode == 1 and "cancelled after" in error and not out, process.returncode, error)
    check("what was done is kept, nothing half done", 0 < len(kept["runs"]) < 100000 and not (HERE / "long.csv").exists())


def check_validation():
    process = subprocess.Popen([CLI, "outbreak", "--validate", "--runs", "10"], cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env=environment())
    heading, columns = (process.stdout.readline() for _ in range(2))
    process.send_signal(signal.SIGINT)
    error = process.communicate(timeout=60)[1]
    check("the validation table says how many runs each row has", "10 runs" in heading and "tolerance" in columns, heading, columns)
    check("it can be cancelled", process.returncode == 1 and "cancelled after" in error, process.returncode, error)


BAD = (("--vulnerable 0", "vulnerable population"), ("--vulnerable 99999999999", "--vulnerable"), ("--vulnerable -5", "--vulnerable"),
       ("--scan-rate nan", "--scan-rate"), ("--scan-rate 1e300", "scan rate"), ("--scan-rate -1", "scan rate"), ("--hit-probability 0", "hit probability"),
       ("--address-space 5", "address space"), ("--address-space 2^63", "address space"), ("--initial 400000", "initial bots"),
       ("--protected 2", "--protected"), ("--effectiveness x", "--effectiveness"), ("--until 5x", "--until"),
       ("--runs 0", "--runs"), ("--shard 4/3", "--shard"), ("--shard 0/3", "--shard"), ("--credentials 5", "--credentials"),
       ("--preset nobody", "nobody"), ("--network a", "--network"), ("--network a:5 --network a:6", "two networks"), ("--network a:5 --vulnerable 5", "not both"), ("--network a:5 --reach a:b=1", "--reach"), ("--threads -1", "--threads"), ("--threads 0", "--threads"), ("--seed 9223372036854775807 --runs 2", "--seed"),
       ("--step 0s", "--step"), ("--runs 10000000 --step 1s", "memory"), ("somebody", "somebody"), ("--validate --seed 7", "--validate"), ("--validate --vulnerable 7", "--validate"), ("merge", "merge what"),
       ("merge nothing.json", "nothing.json"), ("merge junk.json", "junk.json"), ("--output junk.json", "junk.json"))


def check_bad_input():
    (HERE / "junk.json").write_text('{"format": "trustbed-outbreak-1", "parameters": {}, "runs": []}')
    for arguments, text in BAD:
        done = run(*arguments.split())
        check(f"{arguments} gets a sentence", done.returncode == 2 and text in done.stderr and not done.stdout, done)


def check_hostile():
    """Files that are no accident."""
    (HERE / "deep.json").write_text("[" * 1000000)
    (HERE / "binary.json").write_bytes(bytes(range(256)) * 100)
    run(*SMALL, "--output", "good.json")
    good = json.loads((HERE / "good.json").read_text())
    for key, value in (("final", 1e300), ("peak", -1), ("t50_s", "soon"), ("infected", [10**12]), ("seed", 99)):
        good["runs"][0][key], kept = value, good["runs"][0][key]
        (HERE / f"odd-{key}.json").write_text(json.dumps(good))
        good["runs"][0][key] = kept
    for name in ("deep", "binary", "odd-final", "odd-peak", "odd-t50_s", "odd-infected", "odd-seed"):
        done = run("merge", f"{name}.json")
        check(f"{name}.json is refused", done.returncode == 2 and f"{name}.json" in done.stderr and not done.stdout, done)


def check_truncated():
    run(*SMALL, "--output", "whole.json")
    whole = (HERE / "whole.json").read_bytes()
    good = 0
    for i in range(12):
        (HERE / "part.json").write_bytes(whole[:len(whole) * i // 12])
        good += run("merge", "part.json").returncode == 2
    check("a truncated file is refused wherever it ends", good == 12, good)


document = check_json()
check_threads(document)
check_shards(document)
check_going_on(document)
check_engines(document)
check_csv()
check_interrupt()
check_kill()
check_extremes()
check_outputs()
check_validation()
check_bad_input()
check_truncated()
check_hostile()
shutil.rmtree(HERE)
sys.exit(finish())
