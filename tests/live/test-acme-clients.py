#!/usr/bin/env python3
"""ACME clients that other people wrote against `trustbed-cli serve --acme`: certbot, lego, uacme and dehydrated get, renew and revoke certificates, all at the
same time, by http-01, dns-01 and tls-alpn-01; then the server is started again with external accounts, and knows whom it knew.

Usage: test-acme-clients.py TRUSTBED-CLI"""

import base64
import concurrent.futures
import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys
import tempfile

sys.path.insert(1, sys.path[0] + "/../tools")
from proofs import NameServer, WebRoot, free_port
from tap import check, finish

CLI = os.path.abspath(sys.argv[1])
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-acme-"))
ROOT = HERE / "ca" / "root.pem"
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
PATIENCE_S = 60
EAB_KEY = base64.urlsafe_b64encode(b"a secret of thirty-two bytes, say").decode().rstrip("=")
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": str(HERE), "LANG": "C.UTF-8", "REQUESTS_CA_BUNDLE": str(ROOT), "LEGO_CA_CERTIFICATES": str(ROOT), "CURL_CA_BUNDLE": str(ROOT)}


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, errors="replace", cwd=HERE, timeout=PATIENCE_S, stdin=subprocess.DEVNULL,
                          env=ENVIRONMENT)


class Server:
    def __init__(self, port, *words):
        self.process = subprocess.Popen([CLI, "serve", "--ca", str(HERE / "ca"), "--as", "tester", "--acme", "--port", str(port), "--http01", str(WEB.port), "--dns01",
                                         str(NAMES.port), "--tlsalpn01", str(ALPN_PORT), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("READY acme "):
            raise AssertionError(f"not ready: {line} {self.process.stderr.read()}")
        self.directory = line.split()[2]
        self.port = int(self.directory.split(":")[2].split("/")[0])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        _, self.complaint = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode


# --- certificates ---

def serial_of(certificate):
    return run("openssl", "x509", "-in", certificate, "-noout", "-serial").stdout.strip().partition("=")[2].lower()


def is_good(certificate, name):
    """Whether it chains to the root by what came with it, and is for a name."""
    return run("openssl", "verify", "-x509_strict", "-CAfile", ROOT, "-untrusted", certificate, "-verify_hostname", name, certificate).returncode == 0


def find_state(serial):
    rows = json.loads(run(CLI, "ca", "list", HERE / "ca", "--json").stdout)["certificates"]
    return next(row["state"] for row in rows if row["serial"] == serial)


def now():
    return run("date", "--utc", "+%Y-%m-%dT%H:%M:%SZ").stdout.strip()


def renewal_of(certificate):
    """What renewal information says of a certificate, by curl alone (RFC 9773)."""
    url = json.loads(run("curl", "--silent", "--fail", SERVER.directory).stdout)["renewalInfo"]
    text = run("openssl", "x509", "-in", certificate, "-noout", "-ext", "authorityKeyIdentifier").stdout
    issuer = bytes.fromhex(next(line for line in text.splitlines() if ":" in line and "X509v3" not in line).replace("keyid:", "").strip().replace(":", ""))
    serial = bytes.fromhex(serial_of(certificate))
    serial = b"\0" + serial if serial[0] & 0x80 else serial
    name = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (issuer, serial))
    answer = run("curl", "--silent", "--include", f"{url}/{name}")
    head, _, body = answer.stdout.partition("\n\n")
    return head.lower(), json.loads(body)


# --- the clients; each takes what it does to a certificate one after the other, and gives what it found ---

def life(client, name, get, renew, revoke, certificate):
    """Got, renewed to another one, revoked in the index: facts as name, truth, and what to look at."""
    got = get()
    facts = [(f"{client} gets a certificate", got.returncode == 0 and is_good(certificate, name), got)]
    if got.returncode != 0:
        return facts
    first = serial_of(certificate)
    kept = HERE / f"{client.replace(' ', '-')}.pem"
    again = renew()
    second = serial_of(certificate)
    shutil.copy(certificate, kept)
    facts.append((f"{client} renews it", again.returncode == 0 and second != first and is_good(certificate, name), again))
    ended = revoke()
    facts.append((f"{client} revokes it, and the authority's index knows", ended.returncode == 0 and find_state(second) == "revoked" and find_state(first) == "issued", ended))
    return facts


def lego(*words, email="lego@school.lab"):
    return run("lego", "--server", SERVER.directory, "--accept-tos", "--email", email, "--path", HERE / "lego", *words)


def live_of_lego():
    domain = ["--domains", "lego.example", "--http", "--http.webroot", WEB.folder]
    return life("lego", "lego.example", lambda: lego(*domain, "run"), lambda: lego(*domain, "renew", "--days", "365", "--no-random-sleep"),
                lambda: lego("--domains", "lego.example", "revoke", "--keep"), HERE / "lego/certificates/lego.example.crt")


def live_of_lego_by_alpn():
    domain = ["--domains", "alpn.example", "--tls", "--tls.port", f"127.0.0.1:{ALPN_PORT}"]
    return life("lego by tls-alpn-01", "alpn.example", lambda: lego(*domain, "run", email="alpn@school.lab"),
                lambda: lego(*domain, "renew", "--days", "365", "--no-random-sleep", email="alpn@school.lab"),
                lambda: lego("--domains", "alpn.example", "revoke", "--keep", email="alpn@school.lab"), HERE / "lego/certificates/alpn.example.crt")


def certbot(*words):
    home = HERE / "certbot"
    return run("certbot", "--config-dir", home / "config", "--work-dir", home / "work", "--logs-dir", home / "logs", "--server", SERVER.directory, "--non-interactive",
               "--agree-tos", *words)


CERTBOT_RENEWS = ["renew", "--force-renewal", "--no-random-sleep-on-renew", "--cert-name", "certbot.example"]


def live_of_certbot():
    return life("certbot", "certbot.example",
                lambda: certbot("certonly", "--webroot", "--webroot-path", WEB.folder, "--email", "certbot@school.lab", "--domain", "certbot.example"),
                lambda: certbot(*CERTBOT_RENEWS), lambda: certbot("revoke", "--cert-name", "certbot.example", "--no-delete-after-revoke"),
                HERE / "certbot/config/live/certbot.example/fullchain.pem")


def uacme(*words):
    """It trusts what the system trusts: in a name space of its own that is our root."""
    return run("unshare", "--mount", "--map-root-user", "sh", "-c", f'mount --bind "$1" {BUNDLE} && shift && exec uacme "$@"', "sh", ROOT, "--acme-url", SERVER.directory,
               "--confdir", HERE / "uacme", "--hook", HERE / "uacme-hook", "--yes", *words)


def live_of_uacme():
    certificate = HERE / "uacme/uacme.example/cert.pem"
    made = uacme("--type", "EC", "new", "uacme@school.lab")
    changed = uacme("newkey") if made.returncode == 0 else made
    return [("uacme opens an account and changes its key", changed.returncode == 0, made, changed),
            *life("uacme", "uacme.example", lambda: uacme("--type", "EC", "issue", "uacme.example"), lambda: uacme("--type", "EC", "--force", "issue", "uacme.example"),
                  lambda: uacme("revoke", certificate), certificate)]


def dehydrated(*words):
    return run("dehydrated", "--config", HERE / "dehydrated.conf", *words)


def live_of_dehydrated():
    dehydrated("--register", "--accept-terms")
    files = dehydrated("--cron", "--domain", "dehydrated.example")
    certificate = HERE / "dehydrated/certs/dehydrated.example/fullchain.pem"
    by_dns = ["--cron", "--challenge", "dns-01", "--hook", HERE / "dehydrated-hook", "--domain", "wild.example *.wild.example"]
    folder = HERE / "dehydrated/certs/wild.example"
    return [("dehydrated gets a certificate by http-01", files.returncode == 0 and is_good(certificate, "dehydrated.example"), files),
            *life("dehydrated by dns-01", "any.wild.example", lambda: dehydrated(*by_dns), lambda: dehydrated(*by_dns, "--force"),
                  lambda: dehydrated("--revoke", (folder / "cert.pem").resolve()), folder / "fullchain.pem")]


LIVES = [live_of_lego, live_of_lego_by_alpn, live_of_certbot, live_of_uacme, live_of_dehydrated]


# --- facts ---

def write_program(name, text):
    file = HERE / name
    file.write_text(text, encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def write_settings():
    write_program("uacme-hook", f"""#!/bin/sh
[ "$2" = http-01 ] || exit 1
case $1 in
  begin) printf %s "$5" >'{WEB.challenges}'/"$4" ;;
  *) rm -f '{WEB.challenges}'/"$4" ;;
esac
""")
    write_program("dehydrated-hook", f"""#!/bin/sh
case $1 in
  deploy_challenge) printf '%s\\n' "$4" >>'{NAMES.folder}'/"_acme-challenge.$2" ;;
  clean_challenge) rm -f '{NAMES.folder}'/"_acme-challenge.$2" ;;
esac
""")
    (HERE / "dehydrated").mkdir()
    (HERE / "dehydrated.conf").write_text(f"CA='{SERVER.directory}'\nBASEDIR='{HERE}/dehydrated'\nWELLKNOWN='{WEB.challenges}'\nLOCKFILE='{HERE}/dehydrated/lock'\n"
                                          "KEYSIZE=2048\nKEY_ALGO=prime256v1\n", encoding="utf-8")


def check_clients():
    with concurrent.futures.ThreadPoolExecutor(len(LIVES)) as pool:
        for facts in pool.map(lambda one: one(), LIVES):
            for name, truth, *figures in facts:
                check(name, truth, *figures)
    check("the name server was asked what dns-01 asks", "_acme-challenge.wild.example" in NAMES.asked, NAMES.asked)


ADDRESS = HERE / "uacme/127.0.0.9/cert.pem"


def check_addresses():
    answer = uacme("--type", "EC", "issue", "127.0.0.9")
    text = run("openssl", "x509", "-in", ADDRESS, "-noout", "-ext", "subjectAltName").stdout
    check("uacme gets a certificate for an address", answer.returncode == 0 and "IP Address:127.0.0.9" in text, answer, text)


def check_refusals():
    elsewhere = HERE / "elsewhere"
    elsewhere.mkdir()
    answer = lego("--domains", "wrong.example", "--http", "--http.webroot", elsewhere, "run")
    check("who publishes nothing gets nothing, and is told why", answer.returncode != 0 and "urn:ietf:params:acme:error:incorrectResponse" in answer.stdout + answer.stderr
          and "answers 404" in answer.stdout + answer.stderr, answer)


def check_renewal_information():
    head, good = renewal_of(ADDRESS)
    _, revoked = renewal_of(HERE / "lego.pem")
    check("curl is told when to renew", " 200 " in head.splitlines()[0] and "retry-after: 21600" in head and now() < good["suggestedWindow"]["start"] < good["suggestedWindow"]["end"],
          head, good)
    check("what was revoked by ACME is to be renewed at once", revoked["suggestedWindow"]["end"] < now(), revoked)
    serial = serial_of(ADDRESS)
    ended = run(CLI, "ca", "revoke", HERE / "ca", "--as", "tester", "--serial", serial, "--reason", "keyCompromise")
    _, revoked = renewal_of(ADDRESS)
    check("and so is what was revoked by hand while it served", ended.returncode == 0 and revoked["suggestedWindow"]["end"] < now(), ended, revoked)


def check_after_restart():
    certificate = HERE / "certbot/config/live/certbot.example/fullchain.pem"
    before = serial_of(certificate)
    again = certbot(*CERTBOT_RENEWS)
    check("after a restart certbot renews with the account it had", again.returncode == 0 and serial_of(certificate) != before and is_good(certificate, "certbot.example"), again)
    _, revoked = renewal_of(HERE / "lego.pem")
    check("and what was revoked before is known as such", revoked["suggestedWindow"]["end"] < now(), revoked)


def check_external_accounts():
    domain = ["--domains", "bound.example", "--http", "--http.webroot", WEB.folder]
    bound = lego("--eab", "--kid", "class-7b", "--hmac", EAB_KEY, *domain, "run", email="bound@school.lab")
    wrong = lego("--eab", "--kid", "class-7b", "--hmac", EAB_KEY[::-1], *domain, "run", email="wrong@school.lab")
    unbound = uacme("--confdir", HERE / "uacme-unbound", "new")
    check("lego binds its account to an external one", bound.returncode == 0 and is_good(HERE / "lego/certificates/bound.example.crt", "bound.example"), bound)
    check("with another secret it gets none", wrong.returncode != 0 and "urn:ietf:params:acme:error:unauthorized" in wrong.stdout + wrong.stderr, wrong)
    check("without one uacme gets none", unbound.returncode != 0 and "external" in unbound.stderr.lower(), unbound)


WEB, NAMES, ALPN_PORT = WebRoot(HERE / "web"), NameServer(HERE / "names"), free_port()
SERVER = Server(0)
try:
    write_settings()
    check_clients()
    check_addresses()
    check_refusals()
    check_renewal_information()
    check("the server stops when it is told to, and has complained of nothing", SERVER.stop() == 0 and not SERVER.complaint, SERVER.process.returncode, SERVER.complaint)
    SERVER = Server(SERVER.port, "--acme-eab", f"class-7b:{EAB_KEY}", "--reusable-secrets")
    check_after_restart()
    check_external_accounts()
    check("the server stops again", SERVER.stop() == 0 and not SERVER.complaint, SERVER.process.returncode, SERVER.complaint)
finally:
    if SERVER.process.poll() is None:
        SERVER.process.kill()
    WEB.close()
    shutil.rmtree(HERE, ignore_errors=True)
sys.exit(finish())
