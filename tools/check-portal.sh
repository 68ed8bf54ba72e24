#!/bin/sh
# The portal's types, lint and unit tests, with the tools its package.json pins.
set -eu
cd "$(dirname "$0")/../portal"
[ -x node_modules/.bin/tsc ] && [ -x node_modules/.bin/eslint ] && [ -x node_modules/.bin/vitest ] \
    || npm ci --ignore-scripts --no-fund --no-audit --silent
npm run --silent check
npm test --silent
