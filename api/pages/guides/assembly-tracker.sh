#!/bin/sh
# The command as the server runs it: as its own user, with its settings. Debian: put it at /usr/local/bin/assembly-tracker.
set -eu
umask 077  # what it writes, such as a database or a backup, is nobody else's
if [ "$(id -u)" = 0 ]; then
    exec runuser -u assembly-tracker -- "$0" "$@"
fi
if [ "$(id -un)" != assembly-tracker ]; then
    echo "assembly-tracker: run it as root, or as the user assembly-tracker" >&2
    exit 1
fi
if [ -r /etc/assembly-tracker/settings ]; then
    set -a
    . /etc/assembly-tracker/settings
    set +a
fi
exec /opt/assembly-tracker/.venv/bin/assembly-tracker "$@"
