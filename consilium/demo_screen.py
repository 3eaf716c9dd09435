"""What the demo says on the terminal, in Chinese and English."""

import socket
from pathlib import Path

from rich.console import Console

from consilium.demo_data import ACCOUNTS


def _say(*lines: str) -> None:
    screen = Console(highlight=False, soft_wrap=True)
    for line in lines:
        screen.print(line)


def starting(data: Path) -> None:
    _say(f"[bold]Consilium[/] 演示正在启动 · the demo is starting  [dim](数据 data: {data})[/]")


def preparing_studies() -> None:
    _say("[dim]正在准备示例检查，仅首次需要 · preparing sample studies, the first time only[/]")


def tell_port(usual: int, found: int, kind: socket.SocketKind) -> None:
    name = "TCP" if kind == socket.SOCK_STREAM else "UDP"
    _say(f"[yellow]{name} 端口 {usual} 被占用，改用 {found} · port {usual} is in use, taking {found}[/]")


def warn_of_network(host: str) -> None:
    _say(
        f"[yellow]{host} 可从其他电脑访问，演示密码是公开的：请勿用于真实病人。[/]",
        f"[yellow]{host} can be reached from other machines and the demo's passwords are public: "
        "no real patients.[/]",
    )


def ready(urls: list[str]) -> None:
    """The addresses, the accounts and what to try, once everything works."""
    _say("", *(f"  打开 · open   [bold cyan link={url}]{url}[/]" for url in urls), "")
    _say("  账号和密码 · accounts and passwords", *_accounts())
    _say(
        "",
        "  试试 · try",
        "   1  用 Chrome 登录，进入首页上的会诊：实时超声旁边是既往 CT，上面已有测量、发现和留言。",
        "      Sign in with Chrome and enter the consultation: live ultrasound beside a prior CT with marks.",
        "   2  在无痕窗口用另一个账号进入同一会诊：说话、指、量、画，冻结画面。",
        "      Enter it with the other account in a private window: talk, point, measure, draw, freeze.",
        "   3  实时超声上的细线是筛查提示，仅供参考：按画面下方的筛查按钮可开关，或要求逐帧对齐。",
        "      Thin outlines on the live ultrasound are screening hints, for reference; the button is below.",
        "   4  打开“影像档案”：双击胸部 CT，试试多平面重建和测量；也可把 DICOM 文件夹拖进去。",
        "      Open the archive: double-click the chest CT, try MPR and measuring; drop DICOM folders in.",
        "   5  刷新页面，或结束任一进程：画面几秒内自行恢复。",
        "      Reload the page, or kill any of the processes: the picture is back within seconds.",
        "",
        "  [dim]Ctrl-C 结束 · stops everything[/]",
        "",
    )


def stopping() -> None:
    _say("正在结束 · stopping")


def _accounts() -> list[str]:
    """One line for each account; names and passwords are ASCII, so that padding lines them up."""
    width = max(len(account.password) for account in ACCOUNTS)
    return [
        f"   [bold]{account.name:8}[/] [bold]{account.password:{width}}[/]   "
        f"{account.display_name} · {account.organisation}"
        for account in ACCOUNTS
    ]
