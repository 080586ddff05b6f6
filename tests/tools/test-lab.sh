#!/usr/bin/env bash
# ./lab on machines that are not this one: a copy of the script runs with stand-ins for the package
# manager, Meson and Ninja, which write down how they were called.
#
# Usage: test-lab.sh SOURCE-ROOT
set -uo pipefail

source_root=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
bin=$scratch/bin
tree=$scratch/tree
calls=$scratch/calls
count=0

stub() { # NAME, the body on standard input
  { echo '#!/usr/bin/env bash'; echo "echo \"\$(basename \"\$0\") \$*\" >>'$calls'"; cat; } >"$bin/$1"
  chmod +x "$bin/$1"
}

make_package_stubs() {
  stub dpkg-query <<'E2'
[[ -e $STATE/installed/${!#} ]] && echo installed
E2
  stub apt-cache <<'E2'
[[ -e $STATE/lists ]] && echo "  Candidate: 99"
exit 0
E2
  stub apt-get <<'E2'
case $* in
  *update*) touch "$STATE/lists" ;;
  *) [[ ! -e $STATE/apt-broken ]] || exit 100
     for word; do [[ $word == -* || $word == install ]] || touch "$STATE/installed/$word"; done ;;
esac
E2
  stub sudo <<'E2'
exec "$@"
E2
  stub id <<'E2'
cat "$STATE/uid"
E2
}

make_build_stubs() {
  stub meson <<'E2'
case $1 in
  --version) echo 1.0.0 ;;
  setup)
    for word; do [[ $word == */build* ]] && directory=$word; done
    mkdir -p "$directory"/{meson-info,meson-private,app}
    touch "$directory/build.ninja" "$directory/meson-private/coredata.dat"
    printf '{"full": "1.0.0", "source": "%s", "build": "%s", "error": false}\n' "${directory%/build*}" "$directory" \
      >"$directory/meson-info/meson-info.json" ;;
  test)
    mkdir -p "$3/meson-logs"
    printf '{"result": "OK"}\n{"result": "%s"}\n' "$(cat "$STATE/verdict")" >"$3/meson-logs/testlog.json"
    grep -qx OK "$STATE/verdict" ;;
esac
E2
  stub ninja <<'E2'
[[ ! -e $STATE/source-broken ]] || exit 1
for program in trustbed trustbed-cli; do
  printf '#!/bin/sh\necho "$(basename "$0") $* data=$TRUSTBED_DATA_DIR"\n' >"$2/app/$program"
  chmod +x "$2/app/$program"
done
E2
}

# A machine with everything, on Debian 12, with nothing built; each test takes something away.
fresh() {
  rm -rf "$tree" "$scratch/state"
  mkdir -p "$bin" "$tree/data/scenarios" "$tree/po" "$scratch/state/installed"
  echo de >"$tree/po/LINGUAS"
  cp "$source_root/lab" "$tree/lab"
  touch "$tree/data/scenarios/smart-home.xml" "$tree/data/scenarios/factory.xml" "$scratch/state/lists"
  sed -n '/^TABLE/q; /^\(build\|run\|test\|bench\) /p' "$source_root/lab" | while read -r _ package _; do
    touch "$scratch/state/installed/$package"
  done
  echo 1000 >"$scratch/state/uid"
  echo OK >"$scratch/state/verdict"
  printf 'ID=debian\nVERSION_ID="12"\n' >"$scratch/os-release"
  : >"$calls"
}

lab() {
  out=$(STATE=$scratch/state PATH=$bin:$PATH LAB_OS_RELEASE=$scratch/os-release DISPLAY=${display:-} WAYLAND_DISPLAY='' \
    "$tree/lab" "$@" 2>&1)
  status=$?
}

check() { # WHAT CONDITION...
  local what=$1
  shift
  count=$((count + 1))
  if "$@"; then echo "ok $count - $what"; return; fi
  echo "not ok $count - $what"
  { echo "exit status $status"; echo "$out"; echo '-- calls:'; cat "$calls"; } | sed 's/^/# /'
}

says() { [[ $out == *"$1"* ]]; }
lacks() { rm -f "$scratch/state/installed/$1"; }
called() { grep -qE -- "$1" "$calls"; }
not_called() { ! called "$1"; }
exits() { [[ $status == "$1" ]]; }

make_build_stubs_and_machine() {
  mkdir -p "$bin"
  make_package_stubs
  make_build_stubs
}

test_usage() {
  fresh
  lab --help
  check 'help names every command' says 'bench'
  check 'help is not an error' exits 0
  lab dance
  check 'an unknown command is bad usage' exits 2
  check 'an unknown command is named' says '"dance"'
  lab run nowhere
  check 'an unknown scenario is bad usage' exits 2
  check 'an unknown scenario gets the list of those there are' says 'one of: factory smart-home'
  check 'bad usage prepares nothing' not_called 'meson|apt-get'
}

test_install() {
  fresh
  lacks libadwaita-1-dev
  lab build
  check 'what is missing is listed' says 'Missing packages: libadwaita-1-dev'
  check 'and installed with sudo, alone' called '^sudo env DEBIAN_FRONTEND=noninteractive apt-get install --no-install-recommends --yes libadwaita-1-dev$'
  check 'no update where the lists know the package' not_called 'apt-get update'
  check 'then the build is done' exits 0
  : >"$calls"
  lab build
  check 'a second run installs nothing' not_called 'apt-get'
  check 'a second run configures nothing' not_called 'meson setup'
  check 'a second run asks ninja' called '^ninja'
}

test_install_needs_lists() {
  fresh
  lacks meson
  rm "$scratch/state/lists"
  echo 0 >"$scratch/state/uid"
  lab build
  check 'empty lists are fetched once' test "$(grep -c '^apt-get update' "$calls")" = 1
  check 'root needs no sudo' not_called '^sudo'
}

test_install_fails() {
  fresh
  lacks meson
  touch "$scratch/state/apt-broken"
  lab build
  check 'a failed installation ends with status 2' exits 2
  check 'and says which packages it was' says 'could not be installed: meson'
  check 'and builds nothing' not_called 'meson setup'
}

test_no_install() {
  fresh
  lacks meson
  lacks libssl-dev
  lab --no-install build
  check '--no-install refuses with status 2' exits 2
  check '--no-install gives the exact line' says 'sudo apt-get install --no-install-recommends --yes libssl-dev meson'
  check '--no-install installs nothing' not_called 'apt-get'
}

test_other_system() {
  fresh
  stub pkg-config <<<'exit 1'
  printf 'ID=fedora\nVERSION_ID=42\n' >"$scratch/os-release"
  lab build
  check 'another system is told the packages' says 'libgtk-4-dev'
  check 'and lab stops there' exits 2
  check 'without touching a package manager' not_called 'apt-get'
  stub pkg-config <<<'exit 0'
  lab build
  check 'another system that has everything goes on' exits 0
  printf 'ID=debian\nVERSION_ID="11"\n' >"$scratch/os-release"
  stub pkg-config <<<'exit 1'
  lab build
  check 'Debian 11 is another system' exits 2
  rm "$bin/pkg-config"
}

test_half_made_build() {
  fresh
  lab build
  rm "$tree/build/build.ninja"
  : >"$calls"
  lab build
  check 'a half-made build directory is made anew' called '^meson setup'
  check 'and then built' exits 0
  sed -i 's/"full": "1.0.0"/"full": "0.9"/' "$tree/build/meson-info/meson-info.json"
  : >"$calls"
  lab build
  check 'so is one of another Meson' called '^meson setup'
}

test_run() {
  fresh
  lab run
  check 'without a display the default scenario runs in the terminal' says "trustbed-cli run $tree/data/scenarios/smart-home.xml data=$tree/data"
  check 'what is built for it are the programs and what they read' called '^ninja -C [^ ]*/build app/trustbed app/trustbed-cli data/gschemas.compiled po/de/LC_MESSAGES/trustbed.mo$'
  check 'and it says how to get the window' says 'DISPLAY or WAYLAND_DISPLAY'
  display=:5 lab run factory
  check 'with a display the window opens on the scenario' says "trustbed $tree/data/scenarios/factory.xml data=$tree/data"
}

test_test() {
  fresh
  lab test
  check 'both builds are counted' test "${out##*$'\n'}" = '4 passed, 0 failed'
  check 'all passed is success' exits 0
  echo FAIL >"$scratch/state/verdict"
  lab test
  check 'failures are counted' test "${out##*$'\n'}" = '2 passed, 2 failed'
  check 'a failure is no success' exits 1
  touch "$scratch/state/source-broken"
  lab test
  check 'a build that fails is a failure' test "${out##*$'\n'}" = '0 passed, 2 failed'
}

make_build_stubs_and_machine
test_usage
test_install
test_install_needs_lists
test_install_fails
test_no_install
test_other_system
test_half_made_build
test_run
test_test
echo "1..$count"
