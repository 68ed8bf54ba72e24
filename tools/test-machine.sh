#!/bin/sh
# Puts on this machine what some tests need besides Python: Chromium for the browser journey,
# PostgreSQL for the second engine, fonts that have Chinese, Java for the run on Spark. Only as
# root with apt-get; elsewhere those tests are skipped and say so.
set -eu

wanted=''
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 \
    || wanted="$wanted chromium"
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null 2>&1 \
    || wanted="$wanted postgresql"
command -v java >/dev/null 2>&1 || wanted="$wanted default-jre-headless"
fc-list ':lang=zh' family 2>/dev/null | grep -q . || wanted="$wanted fontconfig fonts-noto-cjk"

[ -n "$wanted" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Not here:$wanted. Tests that need them will be skipped; install them to run all." >&2
    exit 0
fi
echo "Installing for the tests:$wanted" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >&2 || echo "apt-get update failed; trying with the lists that are here" >&2
# shellcheck disable=SC2086  # one argument a package
apt-get install -y -qq --no-install-recommends $wanted >&2 \
    || echo "apt-get could not install$wanted; tests that need them will be skipped" >&2
