"""Where build agents work: on a Dask cluster, or on this machine where it can't fork."""

from __future__ import annotations

import asyncio
import logging
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from plugins.model.forked import processors
from plugins.portal import agents
from plugins.portal.remote import RemoteBuild, RemoteError
from scripts.agent import facts
from scripts.system_packages import CLUSTER_PACKAGES

if TYPE_CHECKING:
    from distributed import Client

CONNECTING = 10
"""Seconds in which a scheduler must answer."""
APPEARING = 5
"""Seconds that a build waits for a first worker."""
ALONE = 30
"""Seconds that a build waits for another worker when none is left: one may be starting anew."""
RETRIES = 2
"""How often a task is given to another worker when it fails: an agent may have been killed."""


class DaskWorkers:
    """The workers of one scheduler."""

    def __init__(self, client: Client, address: str) -> None:
        """Use a client that is connected."""
        self._client, self._address = client, address
        self.executor: Executor = client.get_executor(pure=False, retries=RETRIES)
        self.count = 1
        self.local = False
        self.check()

    def spread(self, parcel: bytes) -> Any:
        """Lay bytes down at every worker.

        Raises:
            RemoteError: the scheduler or all workers have gone.

        """
        self.check()
        try:
            return self._client.scatter(parcel, broadcast=True, hash=False)
        except (OSError, TimeoutError, ValueError, RuntimeError):
            raise self._lost() from None

    def check(self) -> None:
        """Look who is there.

        Raises:
            RemoteError: the scheduler has gone, or all workers have and none comes.

        """
        for _second in range(ALONE):
            try:
                threads = self._client.nthreads() if self._client.status == "running" else None
            except (OSError, TimeoutError, RuntimeError):
                threads = None
            if threads is None:
                raise self._lost()
            if threads:
                self.count = sum(threads.values())
                return
            time.sleep(1)
        raise RemoteError(_nobody(self._address))

    def _lost(self) -> RemoteError:
        return RemoteError(
            f"与集群 {self._address} 的连接中断；检查调度进程和网络后重试 | "
            f"the connection to {self._address} is lost; look at scheduler and network, try again"
        )


@contextmanager
def on_cluster(address: str) -> Iterator[RemoteBuild]:
    """Yield what has a build made on the cluster of a scheduler.

    Raises:
        click.ClickException: there is no such cluster, or it fails; the message tells the mend.

    """
    if find_spec("distributed") is None:
        run = subprocess.list2cmdline(CLUSTER_PACKAGES)
        raise click.ClickException(
            f"没有安装 distributed；请运行 | distributed isn't installed; run: {run}"
        )
    client = _client(address)
    try:
        with _told():
            here = agents.LocalAgents(processors())
            remote = RemoteBuild(DaskWorkers(client, address), here, facts())
            try:
                yield remote
            finally:
                here.end(remote.name)
                with suppress(OSError, TimeoutError, RuntimeError):
                    if client.status == "running":
                        client.run(agents.end, remote.name, on_error="ignore")
    finally:
        client.close(timeout=CONNECTING)


@contextmanager
def on_this_machine(count: int) -> Iterator[RemoteBuild]:
    """Yield what has a build made by so many agents of this machine.

    Raises:
        click.ClickException: an agent fails; the message tells the mend.

    """
    with _told():
        workers = agents.LocalAgents(count)
        remote = RemoteBuild(workers, workers, facts())
        try:
            yield remote
        finally:
            workers.end(remote.name)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except RemoteError as fault:
        raise click.ClickException(str(fault)) from None


def _client(address: str) -> Client:
    from distributed import Client

    _knock(address)
    for name in list(logging.root.manager.loggerDict):  # They report what is told here.
        if name.partition(".")[0] in {"distributed", "tornado", "asyncio"}:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        asyncio.run(_greet(address))
        client = Client(address, timeout=CONNECTING, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as fault:
        raise click.ClickException(_silent(address, fault)) from None
    try:
        client.wait_for_workers(1, timeout=APPEARING)
    except TimeoutError:
        client.close(timeout=CONNECTING)
        raise click.ClickException(_nobody(address)) from None
    return client


def _knock(address: str) -> None:
    """Look whether anything listens at an address: a client tries again and again."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not address.startswith(("tcp://", "tls://")) or not host or not port:
        raise click.UsageError(
            f"--scheduler {address}：应写作 tcp://主机:端口 | "
            f"--scheduler {address}: write tcp://HOST:PORT"
        )
    try:
        socket.create_connection((host, port), CONNECTING).close()
    except OSError as fault:
        raise click.ClickException(_silent(address, fault)) from None


async def _greet(address: str) -> None:
    """Look whether it is Dask that listens: a client that can't be made doesn't go in peace."""
    from distributed.comm import connect
    from distributed.security import Security

    async with asyncio.timeout(CONNECTING):
        comm = await connect(address, CONNECTING, **Security().get_connection_args("client"))
        await comm.close()


def _silent(address: str, fault: Exception) -> str:
    said = (str(fault).strip().splitlines() or [type(fault).__name__])[0]
    return (
        f"连接不上集群 {address}（{said}）；检查地址、网络和调度进程 | "
        f"no Dask scheduler answers at {address}; look at the address, the network, the scheduler"
    )


def _nobody(address: str) -> str:
    return (
        f"集群 {address} 没有工作进程；用 dask worker {address} 启动后重试 | "
        f"{address} has no workers; start some by dask worker {address}, try again"
    )
