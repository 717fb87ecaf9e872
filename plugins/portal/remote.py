"""A build whose items are read and whose outputs are made by agents, through an executor."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from plugins.model.content_files import ContentFile
from plugins.model.forked import SHARE, parts_of
from plugins.model.gates.wording import OWN_LIST
from plugins.model.item_reading import Anew, Elsewhere
from plugins.model.item_stamps import digest_of
from plugins.model.outputs import Output, Plan
from plugins.model.site_loader import SITE_FILE
from plugins.portal.agent_messages import (
    Begin,
    Brought,
    Facts,
    Make,
    Prepare,
    Read,
    Refused,
    pack,
    pack_state,
    unpack,
)
from plugins.portal.agents import ask
from plugins.portal.making import Derive, FolderSink, Made, Progress, make_outputs

FEW = 200
"""Items or outputs that this process has done sooner than agents would begin."""
MOST = 256
"""Items or outputs of one task: what comes back must fit into memory."""
AHEAD = 3
"""Tasks for each worker that are on their way at a time."""
COMMON = (SITE_FILE, OWN_LIST)
"""Files of the content folder that reading any item depends on."""
PATIENCE = 5.0
"""Seconds without an answer after which the workers are looked at."""


class RemoteError(Exception):
    """A fault of the agents or their machines: says what it is and the mend, in both languages."""


class Workers(Protocol):
    """Where agents work."""

    @property
    def executor(self) -> Executor:
        """Runs functions there."""

    @property
    def count(self) -> int:
        """How many tasks run at a time."""

    @property
    def local(self) -> bool:
        """Whether they have the content folder and the cache."""

    def spread(self, parcel: bytes) -> Any:
        """Return what stands for some bytes among the arguments of what is run there."""

    def check(self) -> None:
        """Raise RemoteError where nobody is there to work any more."""


def plan_digest(outputs: Iterable[Output]) -> str:
    """Return a digest of the outputs that agents may make, and of what they depend on."""
    return digest_of([(one.name, sorted(one.key.items())) for one in outputs])


@dataclass
class RemoteBuild:
    """One build that agents work for; what they can't do is done here meanwhile."""

    workers: Workers
    here: Workers
    """Those of this machine, for what is local and takes long; may be the same."""
    facts: Facts
    """Of this machine."""
    name: str = field(default_factory=lambda: secrets.token_hex(8))
    """No other build has it."""
    root: Path = field(init=False)
    """The content folder."""

    def begin(self, settings: Mapping[str, Any]) -> Elsewhere:
        """Take Pelican's settings before anything was read; return what reads items."""
        self.root = Path(settings["PATH"])
        self._given = frozenset(settings)
        self._state: dict[str, Any] = {}
        self._ended = False
        begin = Begin(
            {name: path.read_bytes() for name in COMMON if (path := self.root / name).is_file()},
            settings["CONTENT_LABEL"],
            settings["MODE"],
            settings["PDF"],
            settings["TODAY"],
        )
        self._parcels = [pack(dict(self.facts)), pack(begin)]
        return self._read_all

    def complete(self, settings: Mapping[str, Any]) -> None:
        """Take what plugins have added to the settings, before anything is planned."""
        added = (name for name in settings if name not in self._given)
        self._state = {name: settings[name] for name in added}

    def _read_all(
        self, files: Sequence[ContentFile], read: Callable[[ContentFile], Anew]
    ) -> Iterator[list[Anew]]:
        """Read items: those that agents find faultless there, all others here by `read`.

        An agent has no pictures and attachments, so that items that name some have a fault there.

        Raises:
            RemoteError: the agents broke down.

        """
        if len(files) <= FEW:
            yield [read(file) for file in files]
            return
        left = {file.path: file for file in files}
        parts = self._parts(self.workers, len(files))
        messages = (self._read(files[start:stop]) for start, stop in parts)
        for some in self._answers(self.workers, messages, self._parcels):
            for one in some:
                del left[one.path]
            yield some
        yield [read(file) for file in left.values()]

    def _read(self, files: Sequence[ContentFile]) -> Read:
        found = []
        for file in files:
            try:
                found.append((file, (self.root / file.path).read_bytes()))
            except OSError:
                continue  # Reading it here tells of it.
        return Read(tuple(found))

    def make(
        self, plan: Plan, chosen: Sequence[Output], folder: Path, derive: Derive, progress: Progress
    ) -> Iterator[Made]:
        """Make the outputs chosen of a plan below `folder`, as `make_outputs` does.

        Raises:
            RemoteError: the agents broke down.

        """
        away = [one for one in chosen if self.workers.local or not one.local]
        if len(away) <= FEW:
            yield from make_outputs(chosen, folder, derive, progress=progress)
            return
        local = [one for one in chosen if one.local and not self.workers.local]
        long, short = ([one for one in local if one.long is kind] for kind in (True, False))
        state = pack_state(self._state)
        with ThreadPoolExecutor(2) as beside, progress(len(chosen)) as advance:
            others = [
                beside.submit(lambda: list(make_outputs(short, folder, derive))),
                beside.submit(lambda: list(self._made(self.here, plan, long, state, folder))),
            ]
            try:
                for one in self._made(self.workers, plan, away, state, folder):
                    advance(1)
                    yield one
                for other in others:
                    for one in other.result():
                        advance(1)
                        yield one
            finally:
                self._ended = True  # What is still at work stops.

    def _made(
        self, workers: Workers, plan: Plan, outputs: Sequence[Output], state: bytes, folder: Path
    ) -> Iterator[Made]:
        """Have agents make outputs, those that take long one by one and first."""
        if not outputs:
            return
        digest = plan_digest(one for one in plan.outputs if workers.local or not one.local)
        prepare = Prepare(plan.common, workers.local, digest)
        parcels = [*self._parcels, state, pack(prepare)]
        long = sum(one.long for one in outputs)
        parts = [(at, at + 1) for at in range(long)]
        parts += self._parts(workers, len(outputs), first=long)
        messages = (Make(tuple(one.name for one in outputs[start:stop])) for start, stop in parts)
        for some in self._answers(workers, messages, parcels):
            for one in some:
                yield _written(one, folder)

    def _parts(self, workers: Workers, total: int, first: int = 0) -> Iterator[tuple[int, int]]:
        count = max(workers.count, (total - first) // (SHARE * MOST) + 1)
        return parts_of(total, count, first=first)

    def _answers(
        self, workers: Workers, messages: Iterator[object], parcels: Sequence[bytes]
    ) -> Iterator[Any]:
        """Yield the agents' answers, in the order in which they come."""
        waiting = deque([next(messages, None)])
        spread = [workers.spread(parcel) for parcel in parcels]
        submit: Callable[..., Future[bytes]] = workers.executor.submit
        running: set[Future[bytes]] = set()
        try:
            while (running or waiting[0] is not None) and not self._ended:
                while waiting[0] is not None and len(running) < AHEAD * workers.count:
                    message = waiting.popleft()
                    running.add(submit(ask, self.name, pack(message), *spread))
                    waiting.append(next(messages, None))
                ended, running = wait(running, PATIENCE, FIRST_COMPLETED)
                if not ended:
                    workers.check()
                while ended:  # What was yielded is held no longer.
                    yield _answer(ended.pop(), workers)
        finally:
            for one in running:
                one.cancel()


def _answer(ended: Future[bytes], workers: Workers) -> Any:
    if ended.cancelled():
        workers.check()
        raise RemoteError(
            "集群丢失了任务数据（工作进程中断）；检查各机器的内存和网络后重试 | "
            "the cluster has lost what it was given, since workers ended; look at the memory and "
            "network of its machines, try again"
        )
    fault = ended.exception()
    if fault:
        said = next(iter(str(fault).strip().splitlines()), "")
        raise RemoteError(
            "生成任务中断；检查该机器的内存和程序后重试 | a task of the build broke down; look at "
            f"the memory and the program there, try again: {type(fault).__name__} {said}"
        )
    answer = unpack(ended.result())
    if isinstance(answer, Refused):
        raise refusal(answer)
    return answer


_FACTS = {
    "program": ("程序或主题", "program or theme"),
    "python": ("Python 版本", "Python"),
    "packages": ("软件包版本", "packages"),
    "fonts": ("中文字体", "Chinese fonts"),
    "pictures": ("图片程序库", "picture libraries"),
}


def refusal(refused: Refused) -> RemoteError:
    """Return the fault that an agent can't work for this build."""
    machine, names = refused.machine, [_FACTS[name] for name in refused.reasons]
    if not names:
        return RemoteError(
            f"{machine} 得出的页面清单与本机不同；内容可能在生成过程中改动了，请重新生成 | "
            f"{machine} came to another plan than this machine; the content may have changed "
            "meanwhile, build again"
        )
    chinese = "、".join(one[0] for one in names)
    english = ", ".join(one[1] for one in names)
    return RemoteError(
        f"{machine} 的{chinese}与本机不同；更新到同一版本后重试 | "
        f"{machine} has other {english} than this machine; bring both to the same version"
    )


def _written(one: Brought, folder: Path) -> Made:
    """Write the files of an output that an agent made; what follows from them is among them."""
    sink = FolderSink(folder, lambda _name, _content: ())
    for name, content in zip(one.made.files, one.contents, strict=True):
        sink.write(name, content)
    return one.made
