#!/bin/sh
# Runs the tests of Kaya.Torch, calls by chance among them, with a shim that checks every access to memory (AddressSanitizer).
#   native/torch/sanitize.sh TESTS_FOLDER WORK_FOLDER [ARGUMENTS OF THE TESTS]
# The tests end with "ERROR: AddressSanitizer" and exit code 134 at the first access beyond an object or to a freed one. KAYA_API_CALLS
# sets the number of calls by chance.
set -eu
sources=$(cd "$(dirname "$0")" && pwd)
tests=$1 work=$2
shift 2
library=$(g++ -print-file-name=libasan.so)
[ -f "$library" ] || { echo "libasan is missing: it comes with g++" >&2; exit 4; }
mkdir -p "$work/shim"
newest=$(ls -t "$sources"/*.cpp "$sources"/*.h "$sources"/build.sh | head -n 1)
if [ ! "$work/shim/libkaya_torch.so" -nt "$newest" ]; then
    KAYA_SANITIZE=1 sh "$sources/build.sh" "$work/shim" "${KAYA_LIBTORCH:-}"
fi

# Links instead of copies; the shim alone is another one.
rm -rf "$work/tests"
cp -rl "$tests" "$work/tests"
rm "$work/tests/libkaya_torch.so"
cp "$work/shim/libkaya_torch.so" "$work/tests/libkaya_torch.so"

# .NET handles SIGSEGV itself and frees nothing at its end; exceptions of C++ are seen where its library is loaded first.
export ASAN_OPTIONS=detect_leaks=0:handle_segv=0:allow_user_segv_handler=1:use_sigaltstack=0:abort_on_error=1:detect_odr_violation=0
export LD_PRELOAD="$library $(g++ -print-file-name=libstdc++.so.6)"
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
exec "$work/tests/Kaya.Torch.Tests" "$@"
