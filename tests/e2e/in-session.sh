#!/bin/sh
# Runs a command on a session bus of its own. What the services of the bus say goes to standard error, so that
# standard output is the command's alone.
exec 3>&1 1>&2
# shellcheck disable=SC2016  # for the shell inside
exec dbus-run-session -- sh -c 'exec "$@" 1>&3 3>&-' sh "$@"
