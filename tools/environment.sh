#!/bin/sh
# Makes .venv in this checkout and installs what a hash-locked file names; nothing outside the checkout is touched.
#   tools/environment.sh find           prints the Python that would be used
#   tools/environment.sh run|test|lock  makes .venv ready with requirements/NAME.txt; does nothing when it already is
# PYTHON chooses the interpreter. Ends with 3 when it cannot make environments, with 1 when none is new enough.
set -eu
cd "$(dirname "$0")/.."

say_no_venv() {
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    cat >&2 <<MESSAGE
这个 Python（$1）不能建立虚拟环境。请先安装缺少的部分，然后再运行一次：
This Python ($1) cannot make a virtual environment. Install what is missing, then run the same command again:

    sudo apt install python3-venv        # Debian, Ubuntu; python$version-venv 也可以 / works too
MESSAGE
    exit 3
}

say_no_python() {
    cat >&2 <<MESSAGE
需要 Python 3.11 或更新版本，没有找到（找过：$*）。请安装，或指明位置：
Python 3.11 or newer is needed and was not found (tried: $*). Install it, or say where it is:

    make run PYTHON=/path/to/python3
MESSAGE
    exit 1
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    without_venv=
    for python in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        is_new_enough "$python" || continue
        if "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            echo "$python"
            return
        fi
        without_venv=${without_venv:-$python}
    done
    if [ -n "$without_venv" ]; then say_no_venv "$without_venv"; fi
    say_no_python ${PYTHON:-python3.13 python3.12 python3.11 python3}
}

# What an installation depends on: the place (scripts in .venv hold its path), the lock and the project's own metadata.
fingerprint() {
    pwd
    cat "requirements/$1.txt" pyproject.toml
}

is_ready() {
    [ -f ".venv/ready-$1" ] && fingerprint "$1" | cmp -s - ".venv/ready-$1" && .venv/bin/python -c ''
}

make_venv() {
    python=$(find_python)
    echo "正在准备 .venv / preparing .venv ($python)" >&2
    "$python" -m venv --clear .venv || { rm -rf .venv; say_no_venv "$python"; }
}

# The scripts of an environment hold its path: one that was moved with its checkout is made again.
is_usable() {
    grep -qsF "$(pwd)/.venv/bin/python" .venv/bin/pip && .venv/bin/python -m pip --version >/dev/null 2>&1
}

install() {
    is_usable || make_venv
    rm -f ".venv/ready-$1"
    PIP_CACHE_DIR=$(pwd)/.venv/cache PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=0
    export PIP_CACHE_DIR PIP_DISABLE_PIP_VERSION_CHECK PIP_NO_INPUT PIP_USER
    .venv/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r "requirements/$1.txt"
    if [ "$1" != lock ]; then .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .; fi
    fingerprint "$1" >".venv/ready-$1"
}

case ${1:-} in
find) find_python ;;
# The test lock holds every pin of the run lock, so an environment for tests can also run.
run) is_ready run || is_ready test || install run ;;
test | lock) is_ready "$1" || install "$1" ;;
*)
    sed -n '2,5s/^# //p' "$0" >&2
    exit 2
    ;;
esac
