"""Runs whole commands and says what each cost: for comparisons of programs rather than of libraries.

Started with a number of threads (unused: each program takes what it takes); then one command a line, as a JSON list of its words.
Answers with wall seconds, processor seconds, peak memory in MiB, 0; ends when a command fails.
"""
import json
import os
import subprocess
import sys
import time

print("processes", flush=True)
for line in sys.stdin:
    words = json.loads(line)
    start = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    message = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{words[0]} failed: {message.decode(errors='replace')}")
    print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, 0, flush=True)
