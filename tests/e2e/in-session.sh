#!/bin/sh
# Runs a command on a session bus of its own. What the services of the bus say goes to standard error, so that
# standard output is the command's alone. Sockets live in a folder of its own too: two sessions may run side by side.
exec 3>&1 1>&2
XDG_RUNTIME_DIR=$(mktemp -d "${TMPDIR:-/tmp}/lab-session-XXXXXX") || exit 1
export XDG_RUNTIME_DIR
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
# shellcheck disable=SC2016  # for the shell inside
dbus-run-session -- sh -c 'exec "$@" 1>&3 3>&-' sh "$@"
