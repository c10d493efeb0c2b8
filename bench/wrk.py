"""Run a server and ask it with wrk: requests a second, times, and the processor time and memory of its processes."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CLOCK = os.sysconf("SC_CLK_TCK")
WRK_THREADS = 2


@contextmanager
def running(command: list[str], environment: dict[str, str], port: int, path: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                time.sleep(0.1)
                asked = subprocess.run(
                    ["curl", "-sf", "-o", "/dev/null", f"http://127.0.0.1:{port}{path}"], check=False
                )
                if asked.returncode == 0:
                    break
            yield server
        finally:
            server.terminate()
            server.wait(60)


def processes_of(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):  # a thread of the server starts the worker
            found += map(int, children.read_text().split())
    return found


def processor_time(pids: list[int]) -> float:
    """Seconds, of all these processes together."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / CLOCK


def memory(pids: list[int]) -> tuple[float, float]:
    """MB that the processes hold, with what they share counted once; and MB of the database file that SQLite maps,
    which the system can take back at any time."""
    held, mapped = 0.0, 0.0
    for pid in pids:
        of_database = False
        for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
            if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
                of_database = ".sqlite3" in line
            elif line.startswith("Pss:"):
                size = int(line.split()[1]) / 1_000
                held, mapped = (held, mapped + size) if of_database else (held + size, mapped)
    return held, mapped


@dataclass(frozen=True)
class Load:
    """What wrk saw. Times in milliseconds; `work` is the processor time of the site for one request."""

    rate: float
    p50: float
    p99: float
    failed: int
    work: float


def load(
    url: str,
    pids: list[int],
    seconds: float,
    connections: int = 16,
    *options: str,
    arguments: tuple[str, ...] = (),
) -> Load:
    before = processor_time(pids)
    command = [
        "wrk",
        f"-t{WRK_THREADS}",
        f"-c{connections}",
        f"-d{seconds}s",
        "--timeout",
        "60s",
        "--latency",
        *options,
        url,
    ]
    command += ["--", *arguments] if arguments else []
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    work = processor_time(pids) - before
    n = int(re.search(r"(\d+) requests in", said)[1])  # type: ignore[index]
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    n_failed = (int(failed[1]) if failed else 0) + (sum(map(int, errors.groups())) if errors else 0)
    return Load(rate, _ms(said, "50%"), _ms(said, "99%"), n_failed, 1e3 * work / max(n, 1))


def _ms(said: str, share: str) -> float:
    number, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s|m)", said).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 1e-3, "ms": 1, "s": 1e3, "m": 6e4}[unit]


def size_of(url: str, headers: list[str], encoding: str) -> int:
    command = [
        "curl",
        "-s",
        *headers,
        "-H",
        f"Accept-Encoding: {encoding}",
        "-o",
        "/dev/null",
        "-w",
        "%{size_download}",
    ]
    return int(subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout)
