"""A worker process, started when needed and again when it dies, spoken to in lines of JSON."""

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable
from typing import Any

Event = dict[str, Any]
_LONGEST_LINE = 1_000_000
_PATIENCE = 5.0  # seconds for a worker to end by itself when the server does


class Process:
    """A worker process; `heard` is called with each of its events, `died` when it has ended."""

    def __init__(
        self, name: str, arguments: list[str],
        heard: Callable[[str, Event], None], died: Callable[[str], None],
    ) -> None:  # fmt: skip
        """Take its name and what to call; the process starts with the first task."""
        self.name, self.arguments = name, arguments
        self.heard, self.died = heard, died
        self.running: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._closing = False

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self.running is not None and self.running.returncode is None

    async def start(self) -> None:
        """Start the process if it does not run."""
        if self.is_alive:
            return
        self.running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "openasylum.app.worker", *self.arguments,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=_LONGEST_LINE,
            start_new_session=True,
        )  # fmt: skip
        self._reading = asyncio.create_task(self._read(self.running))

    async def send(self, said: Event) -> None:
        """Say something to the process, starting it if need be."""
        await self.start()
        assert self.running is not None
        assert self.running.stdin is not None
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # `died` is on its way
            self.running.stdin.write(json.dumps(said).encode() + b"\n")
            await self.running.stdin.drain()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            self.heard(self.name, json.loads(line))
        await process.wait()
        if not self._closing and process is self.running:
            self.died(self.name)

    async def close(self) -> None:
        """End the process: it ends by itself when it is no longer spoken to."""
        self._closing = True
        if not self.is_alive:
            return
        assert self.running is not None
        assert self.running.stdin is not None
        self.running.stdin.close()
        try:
            await asyncio.wait_for(self.running.wait(), _PATIENCE)
        except TimeoutError:
            self.running.kill()
            await self.running.wait()
        if self._reading is not None:
            await self._reading
