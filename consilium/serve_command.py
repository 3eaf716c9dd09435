"""`consilium serve`: runs everything on one machine, or one of its processes alone."""

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from consilium.options import (
    DataOption,
    DicomHostOption,
    DicomPortOption,
    HostOption,
    LogLevelOption,
    MediaPortOption,
    PortOption,
    ScreeningWorkersOption,
    SelfSignedOption,
    UdpPortOption,
    given,
)
from consilium.process import run_process
from core.settings import load_settings

app = typer.Typer(add_completion=False)


class Part(StrEnum):
    """A process that can run alone."""

    APP = "app"
    MEDIA = "media"
    DICOM = "dicom"
    ANALYSIS = "analysis"
    """The pool of workers that screen the live pictures."""
    ANALYSIS_WORKER = "analysis-worker"
    """One of them, which the pool starts."""


@app.command()
def serve(
    data: DataOption,
    part: Annotated[
        Part | None, typer.Argument(help="Run this process alone; without it, all of them.")
    ] = None,
    host: HostOption = None,
    port: PortOption = None,
    media_port: MediaPortOption = None,
    udp_port: UdpPortOption = None,
    dicom_host: DicomHostOption = None,
    dicom_port: DicomPortOption = None,
    tls_cert: Annotated[Path | None, typer.Option(help="PEM file with the certificate chain.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="PEM file with the certificate's key.")] = None,
    tls_self_signed: SelfSignedOption = False,
    internal_port: Annotated[int | None, typer.Option(min=0, max=65535, hidden=True)] = None,
    dicom_tls_port: Annotated[int | None, typer.Option(min=0, max=65535, hidden=True)] = None,
    screening_workers: ScreeningWorkersOption = None,
    log_level: LogLevelOption = "info",
) -> None:
    """Start and supervise everything on this machine; the first start writes settings and secrets to DATA."""
    overrides = given(
        server__host=host,
        server__port=port,
        server__internal_port=internal_port,
        server__tls_cert=tls_cert,
        server__tls_key=tls_key,
        server__tls_self_signed=tls_self_signed or None,
        media__port=media_port,
        media__udp_port=udp_port,
        dicom__host=dicom_host,
        dicom__port=dicom_port,
        dicom__tls_port=dicom_tls_port,
        analysis__processes=screening_workers,
    )
    match part:
        case Part.APP:
            from consilium import app_process

            app_process.run(load_settings(data, overrides), log_level)
        case Part.MEDIA:
            from consilium import media_process

            media_process.run(load_settings(data, overrides), log_level)
        case Part.DICOM:
            from consilium import dicom_process

            dicom_process.run(load_settings(data, overrides), log_level)
        case Part.ANALYSIS:
            from consilium import analysis_process

            analysis_process.run_pool(load_settings(data, overrides), overrides, log_level)
        case Part.ANALYSIS_WORKER:
            from consilium import analysis_process

            analysis_process.run_worker(load_settings(data, overrides), log_level)
        case None:
            from consilium import plan, site

            settings, overrides = plan.settle(data, overrides)
            work = partial(site.run_site, settings, overrides, log_level)
            run_process("serve", work, log_level=log_level)
