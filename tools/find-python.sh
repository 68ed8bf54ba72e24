#!/bin/sh
# Prints the command of a Python that can make our environment: 3.11 or newer, with venv.
# PYTHON=/path/to/python names one; else the usual names are tried in order.
set -eu

fits='
import sys
if sys.version_info < (3, 11):
    sys.exit(3)
try:
    import ensurepip, venv
except ImportError:
    sys.exit(4)
'
without_venv=''
for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
    command -v "$name" >/dev/null 2>&1 || continue
    answer=0
    "$name" -c "$fits" >/dev/null 2>&1 || answer=$?
    case $answer in
    0)
        echo "$name"
        exit 0
        ;;
    4) without_venv="${without_venv:-$name}" ;;
    esac
done

if [ -n "$without_venv" ]; then
    version=$("$without_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    cat >&2 <<END
Anlan: $without_venv (Python $version) lacks the module that makes virtual environments.
  Debian, Ubuntu:  apt-get install python$version-venv
  then run the same make command again.
  Anlan：$without_venv（Python $version）缺少 venv 模块，请先安装 python$version-venv。
END
else
    cat >&2 <<END
Anlan needs Python 3.11 or newer; ${PYTHON:-python3} here is $(${PYTHON:-python3} --version 2>/dev/null || echo not to be found).
  Debian 12, Ubuntu 24.04 and later:  apt-get install python3 python3-venv
  Fedora, RHEL 9:                     dnf install python3.12
  macOS:                              brew install python@3.12
  or name one you have:               make PYTHON=/path/to/python3.12 demo
  Anlan 需要 Python 3.11 或更新版本；也可用 make PYTHON=路径 指定。
END
fi
exit 1
