# SPDX-License-Identifier: GPL-2.0-or-later
"""Starts the collector as the kernel would, with any arguments and stdin; core_pattern is not used.

The kernel gives it an empty environment, "/" as working directory, the pipe as descriptor 0, none
as 1 and 2, and the victim's pidfd as 3.
"""

import fcntl
import os
import signal
import time

import wait_for

MARGIN_SECONDS = 10
PIPE_SIZE = 65536


class Victim:
    """A process that stands in for the one that crashed: it waits until it is let go."""

    def __enter__(self):
        self.gate, gate_write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(gate_write)
            try:
                os.read(self.gate, 1)
            finally:
                os._exit(0)
        os.close(self.gate)
        self.gate = gate_write
        self.pidfd = os.pidfd_open(self.pid)
        return self

    def __exit__(self, *unused):
        os.close(self.gate)
        os.close(self.pidfd)
        os.waitpid(self.pid, 0)


def arguments(config, pid, tid=None, number=11, **more):
    """What the kernel makes of our pattern; keywords replace or, if None, remove an argument."""
    values = {"P": pid, "I": tid or pid, "s": number, "t": int(time.time()),
              "c": 18446744073709551615, "u": os.getuid(), "g": os.getgid(), "d": 1, "F": 3,
              "e": "driven", **more}
    return [f"config={config}"] + [f"{k}={v}" for k, v in values.items() if v is not None]


class Collector:
    """One run. feed() and hang_up() work on its stdin."""

    def __init__(self, installation, argv, pidfd=None):
        read_end, self.stdin = os.pipe()
        fcntl.fcntl(self.stdin, fcntl.F_SETFL, os.O_NONBLOCK)
        program = installation.program("minidump-collector")
        actions = [(os.POSIX_SPAWN_DUP2, read_end, 0), (os.POSIX_SPAWN_CLOSE, 1),
                   (os.POSIX_SPAWN_CLOSE, 2)]
        if pidfd is not None:
            actions.append((os.POSIX_SPAWN_DUP2, pidfd, 3))
        self.start = time.monotonic()
        self.pid = os.posix_spawn(program, [program, *argv], {}, file_actions=actions,
                                  setsid=True)
        self.pidfd = os.pidfd_open(self.pid)
        os.close(read_end)

    def feed(self, data):
        """Writes what the pipe takes, as the collector reads it. False if it has hung up."""
        poller = wait_for.select.poll()
        poller.register(self.stdin, wait_for.select.POLLOUT)
        while data:
            if not poller.poll(MARGIN_SECONDS * 1000):
                raise wait_for.TimedOut("the collector neither reads nor hangs up")
            try:
                data = data[os.write(self.stdin, data[:PIPE_SIZE]) :]
            except BrokenPipeError:
                return False
        return True

    def hung_up(self, seconds):
        """Waits until nobody holds the reading end of the pipe: the victim would go then."""
        poller = wait_for.select.poll()
        poller.register(self.stdin, 0)
        if not poller.poll(seconds * 1000):
            raise wait_for.TimedOut(f"the collector still holds its victim after {seconds} s")

    def close(self):
        os.close(self.stdin)
        self.stdin = None

    def wait(self, seconds):
        """The exit status (negative: a signal); kills it and fails if it takes longer."""
        try:
            wait_for.exits(self.pidfd, seconds, "the collector")
        except wait_for.TimedOut:
            os.kill(self.pid, signal.SIGKILL)
            raise
        finally:
            status = os.waitpid(self.pid, 0)[1]
            os.close(self.pidfd)
            if self.stdin is not None:
                self.close()
        return os.waitstatus_to_exitcode(status)


def run(installation, victim, data, argv=None, seconds=MARGIN_SECONDS):
    """Feeds data, closes, and waits. Returns the exit status."""
    collector = Collector(installation, argv or arguments(installation.config, victim.pid),
                          victim.pidfd)
    collector.feed(data)
    collector.close()
    return collector.wait(seconds)
