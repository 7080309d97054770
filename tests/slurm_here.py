"""Debian's Slurm on this one machine, in a folder of its own, without systemd (needs root)."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

NEEDED = ("slurmctld", "slurmd", "sbatch", "munged", "mungekey", "runuser")
CONF = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/sock
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1,defer
ReturnToService=2
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs=4 RealMemory=8000
PartitionName=test Nodes={host} Default=YES State=UP
"""


def missing() -> str:
    """What of Slurm is not on this machine, in words; empty if nothing."""
    gone = [name for name in NEEDED if shutil.which(name) is None]
    if gone:
        return f"not installed: {', '.join(gone)}"
    return "" if os.geteuid() == 0 else "Slurm's daemons need root"


@contextlib.contextmanager
def slurm(folder: Path) -> Iterator[None]:
    """A Slurm of one node that takes jobs while the context lasts; ``SLURM_CONF`` names it."""
    munge = folder / "munge"
    for part in (munge, folder / "state", folder / "spool"):
        part.mkdir(parents=True)
    for parent in (munge, *folder.parents):
        if parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    folder.chmod(0o755)
    shutil.chown(munge, "munge", "munge")
    as_munge = ["runuser", "-u", "munge", "--"]
    subprocess.run([*as_munge, "mungekey", "--create", "--keyfile", munge / "key"], check=True)
    files = {"socket": "sock", "key-file": "key", "pid-file": "pid", "log-file": "log",
             "seed-file": "seed"}  # fmt: skip
    words = [f"--{option}={munge / name}" for option, name in files.items()]
    subprocess.run([*as_munge, "munged", *words], check=True)
    conf = folder / "slurm.conf"
    conf.write_text(CONF.format(host=socket.gethostname(), folder=folder, ports=_ports()))
    before = os.environ.get("SLURM_CONF")
    os.environ["SLURM_CONF"] = str(conf)
    try:
        for daemon in ("slurmctld", "slurmd"):
            subprocess.run([daemon, "-f", conf], check=True)
        over = time.monotonic() + 30
        while "idle" not in _said("sinfo", "--noheader", "--format=%t"):
            assert time.monotonic() < over, (folder / "slurmctld.log").read_text()[-2000:]
            time.sleep(0.2)
        yield
    finally:
        for name in ("slurmd.pid", "slurmctld.pid", "munge/pid"):
            with contextlib.suppress(OSError, ValueError):
                os.kill(int((folder / name).read_text()), signal.SIGTERM)
        os.environ.pop("SLURM_CONF", None)
        if before is not None:
            os.environ["SLURM_CONF"] = before


def jobs() -> list[str]:
    """Numbers of jobs that are running."""
    return _said("squeue", "--noheader", "--states=RUNNING", "--format=%i").split()


def cancel(job: str) -> None:
    """Kill a job."""
    subprocess.run(["scancel", "--signal=KILL", "--full", job], check=True)
    subprocess.run(["scancel", job], check=True)


def _said(*words: str) -> str:
    made = subprocess.run(words, capture_output=True, text=True, check=False)
    return made.stdout


def _ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]
