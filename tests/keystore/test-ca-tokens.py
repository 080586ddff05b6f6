#!/usr/bin/env python3
"""An authority whose keys are in a SoftHSM token, and one whose keys are in a TPM (swtpm), from init to a revoked
certificate: what they sign is held to the openssl program, which knows of no token.

Usage: test-ca-tokens.py TRUSTBED-CLI"""

import ctypes
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI = sys.argv[1]
MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/lib/pkcs11/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so")
MODULE = next(module for module in MODULES if pathlib.Path(module).exists())
HERE = pathlib.Path(tempfile.mkdtemp(prefix="tokens-"))
PIN, OTHER_PIN = "5137", "0000"
PR_SET_PDEATHSIG = 1
NOTHING_INSTALLED = {"OPENSSL_MODULES": "/nonexistent", "OPENSSL_ENGINES": "/nonexistent"}


def run(*arguments, **settings):
    return subprocess.run([*map(str, arguments)], capture_output=True, text=True, timeout=120, **settings)


def ca(subcommand, directory, *arguments, **settings):
    return run(CLI, "ca", subcommand, directory, *arguments, **settings)


def write(name, text):
    (HERE / name).write_text(text)
    return HERE / name


# --- tokens ---

def make_hsm():
    (HERE / "tokens").mkdir()
    os.environ["SOFTHSM2_CONF"] = str(write("softhsm2.conf", f"directories.tokendir = {HERE}/tokens\n"))
    run("softhsm2-util", "--init-token", "--free", "--label", "lab", "--so-pin", "87654321", "--pin", PIN, check=True)
    return f"pkcs11:token=lab?module-path={MODULE}"


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def start_tpm():
    """Waits for the answer to a question, which swtpm gives once it listens everywhere."""
    state, control = HERE / "tpm", HERE / "tpm" / "s.ctrl"
    state.mkdir(exist_ok=True)
    for old in (state / "s", control):
        old.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as asking:
        listening.bind(str(control))
        listening.listen()
        process = subprocess.Popen(
            ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state}", "--server", f"type=unixio,path={state}/s", "--ctrl",
             f"type=unixio,fd={listening.fileno()}", "--flags", "not-need-init,startup-clear"],
            pass_fds=[listening.fileno()], preexec_fn=die_with_parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        listening.close()
        asking.connect(str(control))
        asking.sendall(b"\0\0\0\1")
        assert asking.recv(16), "swtpm does not start"
    return process


def end(process):
    process.kill()
    process.wait()


# --- facts ---

def private_keys_under(directory):
    return [file for file in directory.rglob("*") if file.is_file()
            for text in [file.read_bytes()] if b"PRIVATE KEY-----" in text and b"TSS2 PRIVATE KEY" not in text]


def openssl_accepts(directory, certificate, *more):
    return run("openssl", "verify", "-CAfile", directory / "root.pem", "-untrusted", directory / "issuing-1.pem", *more, certificate)


def order(directory, name, *options):
    certificate = HERE / f"{directory.name}-{name}.pem"
    return certificate, ("issue", directory, "--profile", "device", "--subject", f"CN={name}", "--key", "P-256", "--out-key", HERE / f"{name}.key",
                         "--out", certificate, *options)


def issue(directory, name, *options, **more_environment):
    certificate, arguments = order(directory, name, *options)
    return certificate, ca(*arguments, env={**os.environ, **more_environment})


def serial_of(certificate):
    return run("openssl", "x509", "-in", certificate, "-noout", "-serial").stdout.strip().partition("=")[2].lower()


def life_of_an_authority(kind, directory, address, *options):
    made = ca("init", directory, "--key-store", address, *options)
    check(f"{kind}: an authority is made", made.returncode == 0, made.stderr)
    check(f"{kind}: its folder holds no private key", not private_keys_under(directory), private_keys_under(directory))
    lock, done = issue(directory, "lock-03", *options)
    check(f"{kind}: it issues", done.returncode == 0, done.stderr)
    verdict = openssl_accepts(directory, lock)
    check(f"{kind}: openssl accepts what it issued", verdict.returncode == 0, verdict.stderr)
    revoke_and_publish(kind, directory, lock, *options)


def revoke_and_publish(kind, directory, lock, *options):
    camera, done = issue(directory, "camera-07", *options)
    gone = ca("revoke", directory, "--serial", serial_of(lock), "--reason", "keyCompromise", *options)
    check(f"{kind}: a certificate is revoked", done.returncode == 0 and gone.returncode == 0, done.stderr, gone.stderr)
    crl = HERE / f"{directory.name}.crl"
    listed = ca("crl", directory, "--out", crl, *options)
    signed = run("openssl", "crl", "-in", crl, "-noout", "-CAfile", directory / "issuing-1.pem")
    check(f"{kind}: openssl accepts its revocation list", listed.returncode == 0 and "verify OK" in signed.stderr, listed.stderr, signed.stderr)
    refused = openssl_accepts(directory, lock, "-crl_check", "-CRLfile", crl)
    check(f"{kind}: openssl refuses the revoked one by it", refused.returncode != 0 and "certificate revoked" in refused.stderr, refused.stderr)
    other = openssl_accepts(directory, camera, "-crl_check", "-CRLfile", crl)
    check(f"{kind}: and accepts the other one", other.returncode == 0, other.stderr)


def kill_when_written(directory, n_changes, arguments):
    """Kills the program when its index has changed so many times; it may be done before."""
    index = directory / "index.sqlite"
    process = subprocess.Popen([CLI, "ca", *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    last, n_seen = index.stat().st_mtime_ns, 0
    while process.poll() is None and n_seen < n_changes:
        now = index.stat().st_mtime_ns
        n_seen, last = n_seen + (now != last), now
    process.kill()
    return process.wait() == -signal.SIGKILL


def killing_loses_nothing(directory, *options):
    n_killed, handed_out = 0, []
    for n_changes in (0, 1, 1, 2, 2, 3):
        name = f"killed-{len(handed_out)}"
        certificate, arguments = order(directory, name, *options)
        n_killed += kill_when_written(directory, n_changes, arguments)
        handed_out.append(certificate)
    lamp, done = issue(directory, "after-all", *options)
    rows = json.loads(ca("list", directory, "--json", *options).stdout)["certificates"]
    known = {int(row["serial"], 16) for row in rows if row["state"] == "issued"}
    lost = [file.name for file in [*handed_out, lamp] if file.exists() and int(serial_of(file), 16) not in known]
    check("SoftHSM: processes that sign were killed", n_killed > 0, n_killed)
    check("SoftHSM: no certificate that was handed out is unknown", not lost, lost, known)
    check("SoftHSM: no serial number is used twice", len({row["serial"] for row in rows}) == len(rows), rows)
    verdict = openssl_accepts(directory, lamp)
    check("SoftHSM: it issues after that", done.returncode == 0 and verdict.returncode == 0, done.stderr, verdict.stderr)


def hsm_tests():
    address, directory, pin = make_hsm(), HERE / "hsm-ca", write("pin", PIN + "\n")
    life_of_an_authority("SoftHSM", directory, address, "--pin-file", pin)
    killing_loses_nothing(directory, "--pin-file", pin)
    _, wrong = issue(directory, "wrong", "--pin-file", write("wrong-pin", OTHER_PIN + "\n"))
    check("SoftHSM: a wrong PIN is refused, and nothing is issued", wrong.returncode == 1 and "the PIN is wrong" in wrong.stderr, wrong.stderr)
    _, none = issue(directory, "none")
    check("SoftHSM: a missing PIN is asked for", none.returncode == 1 and "asks for a PIN" in none.stderr, none.stderr)
    _, bare = issue(directory, "bare", "--pin-file", pin, **NOTHING_INSTALLED)
    check("SoftHSM: what to install is said", bare.returncode == 2 and "install pkcs11-provider" in bare.stderr, bare.stderr)
    shutil.move(HERE / "tokens", HERE / "away")
    (HERE / "tokens").mkdir()
    _, gone = issue(directory, "gone", "--pin-file", pin)
    check("SoftHSM: a token that was taken away is missed", gone.returncode == 2 and "No token is" in gone.stderr, gone.stderr)


def tpm_tests():
    process, directory = start_tpm(), HERE / "tpm-ca"
    address = f"tpm:{HERE}/tpm-keys?tcti=swtpm:path={HERE}/tpm/s"
    life_of_an_authority("TPM", directory, address)
    end(process)
    _, silent = issue(directory, "silent")
    check("TPM: one that does not answer is said so", silent.returncode == 2 and "no TPM answers" in silent.stderr, silent.stderr)
    _, bare = issue(directory, "bare", **NOTHING_INSTALLED)
    check("TPM: what to install is said", bare.returncode == 2 and "install tpm2-openssl" in bare.stderr, bare.stderr)
    process = start_tpm()
    lamp, again = issue(directory, "lamp-01")
    verdict = openssl_accepts(directory, lamp)
    check("TPM: it issues again after the computer was restarted", again.returncode == 0 and verdict.returncode == 0, again.stderr, verdict.stderr)
    end(process)


def main():
    os.environ["TSS2_LOG"] = "all+none"
    os.environ.pop("TPM2OPENSSL_TCTI", None)
    try:
        hsm_tests()
        tpm_tests()
    finally:
        shutil.rmtree(HERE)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
