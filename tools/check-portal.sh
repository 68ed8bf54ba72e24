#!/bin/sh
# The portal's types, lint and unit tests, with the tools its package.json pins; brought by
# `npm ci` when they are missing or the lock is newer. Left out, and said so, without npm.
set -eu
if ! command -v npm >/dev/null 2>&1; then
    echo "The portal's own checks need npm; it is not here, so they are left out"
    exit 0
fi
cd "$(dirname "$0")/../portal"

laid=node_modules/.package-lock.json
passed=node_modules/.passed
installed() {
    for needed in "$laid" node_modules/.bin/tsc node_modules/.bin/eslint node_modules/.bin/vitest
    do [ -f "$needed" ] || return 1; done
    [ -z "$(find package.json package-lock.json -newer "$laid")" ]
}
unchanged() {
    [ -f "$passed" ] && [ -z "$(find . -path ./node_modules -prune -o -newer "$passed" -print)" ]
}

installed || npm ci --ignore-scripts --no-fund --no-audit --silent
if unchanged; then
    echo "The portal is as it was when its checks last passed"
    exit 0
fi
npm run --silent check
npm test --silent
touch "$passed"
