#!/bin/sh
# Compiles libkaya_torch.so against the system's libtorch (Debian's libtorch-dev), or against a libtorch folder.
#   native/torch/build.sh OUTPUT_FOLDER [LIBTORCH_FOLDER]
# With KAYA_SANITIZE=1 every access to memory is checked (AddressSanitizer): for native/torch/sanitize.sh.
set -eu
sources=$(cd "$(dirname "$0")" && pwd)
output=$1 libtorch=${2:-}
fail() { echo "$1" >&2; exit 4; }
command -v g++ >/dev/null || fail "g++ is missing: apt-get install g++"

# The two flags of floating point let square roots and limits be vectors (no errno, no traps); nothing here changes the order or
# rounding of a sum.
compile="-O3 -DNDEBUG -fPIC -fvisibility=hidden -fopenmp -fno-math-errno -fno-trapping-math -Wall -Wextra -Wno-unused-parameter"
link="-shared -fopenmp -Wl,--no-undefined"
if [ -n "${KAYA_SANITIZE:-}" ]; then
    compile="$compile -O1 -g -UNDEBUG -fsanitize=address -fno-omit-frame-pointer"
    link="$link -fsanitize=address"
fi
if [ -z "$libtorch" ]; then
    headers=/usr/include
    set -- -isystem "$headers/torch/csrc/api/include"
else
    [ -d "$libtorch/include" ] || libtorch=$libtorch/torch
    headers=$libtorch/include
    set -- -isystem "$headers" -isystem "$headers/torch/csrc/api/include" "-L$libtorch/lib" "-Wl,-rpath,$libtorch/lib"
    # CUDA kernels register themselves when their library is loaded; no symbol of it is named here.
    [ ! -e "$libtorch/lib/libtorch_cuda.so" ] || link="$link -Wl,--no-as-needed -ltorch -ltorch_cuda -Wl,--as-needed"
    # Wheels before 2.6 were built with the older string ABI.
    nm -DC "$libtorch/lib/libc10.so" | grep -q 'std::__cxx11::basic_string' || compile="$compile -D_GLIBCXX_USE_CXX11_ABI=0"
fi
version=$headers/torch/csrc/api/include/torch/version.h
[ -f "$version" ] || fail "libtorch was not found: $version is missing"

# Headers of 2.10 and later need C++20.
number() { sed -n "s/^#define TORCH_VERSION_$1 \([0-9]*\)$/\1/p" "$version"; }
standard=17
[ $(($(number MAJOR) * 100 + $(number MINOR))) -lt 210 ] || standard=20

mkdir -p "$output"
rm -f "$output"/*.o
# Two at a time: each takes about a gigabyte of memory. Options of the linker among "$@" are not used here.
find "$sources" -name '*.cpp' ! -name kaya_probe.cpp -exec basename {} .cpp \; | LC_ALL=C sort \
    | xargs -P 2 -I {} g++ -std=gnu++$standard $compile "$@" -c "$sources/{}.cpp" -o "$output/{}.o"
# The probe tries kernels of OpenBLAS in a process of its own: it links no library that it tries.
g++ -std=gnu++17 -O2 -Wall -Wextra "$sources/kaya_probe.cpp" -o "$output/kaya_probe" -ldl
g++ -o "$output/libkaya_torch.new" "$output"/*.o $link "$@" -ltorch_cpu -lc10 -ldl
mv "$output/libkaya_torch.new" "$output/libkaya_torch.so"
