#!/usr/bin/env python3
"""Runs commands in turns and prints the median cost of each as a Markdown table.

  measure.py [-n ROUNDS] NAME=COMMAND [NAME=COMMAND…]

A round runs every command once, so that a machine that slows down slows all of them; a first round warms the file cache
and is not counted. CPU is user and system time of the process and of its children, peak is the largest resident set.
The ratio is that of the CPU times to the last command's. Output is read and thrown away. An exit code above 2 is an error.
"""

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import time


def run(command):
    start = time.perf_counter()
    process = subprocess.Popen(
        shlex.split(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    lines = sum(chunk.count(b"\n") for chunk in iter(lambda: process.stdout.read(1 << 16), b""))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if not 0 <= process.returncode <= 2:
        sys.exit(f"{command}: exit code {process.returncode}")
    return {
        "wall": time.perf_counter() - start,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak": usage.ru_maxrss / 1024,
        "lines": lines,
        "code": process.returncode,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commands", nargs="+", metavar="NAME=COMMAND")
    parser.add_argument("-n", "--rounds", type=int, default=5)
    arguments = parser.parse_args()
    commands = [command.partition("=")[::2] for command in arguments.commands]
    runs = {name: [] for name, _ in commands}
    for number in range(arguments.rounds + 1):
        for name, command in commands:
            result = run(command)
            if number > 0:
                runs[name].append(result)
    median = {
        name: {key: statistics.median(result[key] for result in results) for key in results[0]}
        for name, results in runs.items()
    }
    reference = median[commands[-1][0]]["cpu"]
    print("| | CPU | ratio | wall | peak | lines of output | exit code |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, m in median.items():
        ratio = m["cpu"] / reference if reference else float("nan")
        print(
            f"| {name} | {1000 * m['cpu']:.0f} ms | {ratio:.2f} | {1000 * m['wall']:.0f} ms | {m['peak']:.0f} MiB "
            f"| {m['lines']:.0f} | {m['code']:.0f} |"
        )


if __name__ == "__main__":
    main()
