"""A notebook as a Voila dashboard whose text is sent before any kernel starts.

Stock Voila sends nothing until a kernel runs. Here the page's text leaves
first; then Voila's own machinery (kernel, executor, exporter, widget manager)
runs the code cells, and each output is moved into the room kept for it.
"""

from __future__ import annotations

import os
from copy import deepcopy
from pathlib import Path
from queue import Empty
from typing import Any, Final

from jupyter_core.paths import jupyter_path
from jupyter_server.utils import ensure_async
from nbformat.v4 import new_code_cell, new_notebook
from tornado.iostream import StreamClosedError
from voila.configuration import VoilaConfiguration
from voila.execute import VoilaExecutor
from voila.handler import VoilaHandler
from voila.notebook_renderer import NotebookRenderer
from voila.paths import collect_template_paths

from passerelles.build.notebooks import KERNEL
from passerelles.portal.pages import PageMixin
from passerelles.portal.sessions import Sessions
from passerelles.portal.static_files import hashed_name

TEMPLATE: Final = "passerelles"
BEGIN: Final = "begin"
"""The cell every notebook starts with, run before any room is filled."""
GREETING: Final = 0.25
GREETINGS: Final = 8
"""Seconds a kernel may take to answer, and how often it is asked: a warm one takes a hundredth."""
MODULES: Final = ("panel.js", "panel-fields.js", "panel-lists.js", "chart.js")
TEMPLATES: Final = Path(__file__).parent / "voila_root"


def voila_configuration(server: Any) -> VoilaConfiguration:
    """Return Voila's configuration for our dashboards, under the server's own."""
    made = VoilaConfiguration(parent=server)
    made.template = TEMPLATE
    made.allow_template_override = "NO"
    made.allow_theme_override = "NO"
    return made


class _Renderer(NotebookRenderer):
    """Voila's renderer, given a notebook instead of a path."""

    def __init__(self, notebook: Any, **options: Any) -> None:
        super().__init__(**options)
        self._given = notebook

    async def load_notebook(self, path: str) -> Any:  # noqa: ARG002 - Voila's signature
        return await self.fix_notebook(self._given)

    async def _jinja_kernel_start(self, nb: Any, kernel_id: str, kernel_future: Any) -> str:
        """Listen to a kernel that is ready as soon as it answers.

        nbclient's own way asks whether the kernel is ready and then waits a fifth
        of a second for silence, which a page cannot spare.
        """
        manager = await ensure_async(kernel_future)
        self.executor = VoilaExecutor(nb, km=manager, config=self.traitlet_config)
        client = self.executor.kc = manager.client()
        client.start_channels()
        client.allow_stdin = False
        for _ in range(GREETINGS):
            # Whatever is heard proves that we are listening before the page is run.
            client.kernel_info()
            try:
                await client.get_iopub_msg(timeout=GREETING)
                break
            except Empty:
                continue
        else:
            await client.wait_for_ready(timeout=self.executor.startup_timeout)
        self.kernel_started = True
        return kernel_id


class DashboardHandler(PageMixin, VoilaHandler):
    """Streams a page: `head` first, then what the notebook's code cells show."""

    def initialize(self, **options: Any) -> None:
        super().initialize(
            config=options["config"],
            voila_configuration=options["voila_configuration"],
            template_paths=collect_template_paths(
                ["voila", "nbconvert"], TEMPLATE, root_dirs=[str(TEMPLATES), *jupyter_path()]
            ),
        )
        self.set_up(options["settings_of_portal"])
        self.sessions: Sessions = options["sessions"]

    async def stream(
        self, head: str, notebook: Any, folder: Path, environment: dict[str, str]
    ) -> None:
        """Send `head`, then run the code cells of `notebook` in `folder` and send their outputs.

        A kernel that cannot start or dies leaves the text readable and says so in
        the simulators' places.
        """
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        kernel_id = None
        try:
            self.write(head)
            await self.flush()
            # After the text, so that on a poor line nothing travels before it.
            self.write(self._wanted())
            await self.flush()
            if self.sessions.full:
                self.write("<script>passerelles.full()</script>")
                self.finish("</body></html>\n")
                return
            kernel_id = await self._start(folder, environment)
            # The page opens its line while the kernel runs the cells.
            self.write(f"<script>passerelles.kernel({self.json(kernel_id)})</script>")
            await self.flush()
            renderer = await self._renderer(notebook, folder)
            kernel = self.kernel_manager.get_kernel(kernel_id)
            async for chunk, _ in renderer.generate_content_generator(kernel_id, kernel):
                self.write(chunk)
        except StreamClosedError:
            await self._stop(kernel_id)
            return
        except Exception:
            self.log.exception("a dashboard's kernel failed")
            await self._stop(kernel_id)
            self.write("<script>passerelles.failed()</script>")
        self.finish("</body></html>\n")

    async def _start(self, folder: Path, environment: dict[str, str]) -> str:
        root = Path(self.kernel_manager.root_dir)
        self.sessions.starting(more=1)
        try:
            kernel_id: str = await ensure_async(
                self.kernel_manager.start_kernel(
                    kernel_name=KERNEL,
                    path=folder.relative_to(root).as_posix() if folder != root else "",
                    env={**os.environ, **environment},
                )
            )
        finally:
            self.sessions.starting(more=-1)
        self.sessions.opened(kernel_id, self.current_user)
        return kernel_id

    async def _stop(self, kernel_id: str | None) -> None:
        if kernel_id:
            await self.sessions.close(kernel_id)

    def _wanted(self) -> str:
        """Return hints for the scripts the page will need, fetched while the kernel starts."""
        return "".join(
            f'<link rel="modulepreload" href="{self.base_url}passerelles/static/{name}">'
            for name in map(hashed_name, MODULES)
        )

    async def _renderer(self, notebook: Any, folder: Path) -> _Renderer:
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        begin = "\n".join(cell.source for cell in code if cell.id == BEGIN)
        rooms = [(cell.id, cell.source) for cell in code if cell.id != BEGIN]
        page = f"from passerelles_widgets.notebook import page\npage({rooms!r})"
        whole = new_code_cell(f"{begin}\n{page}")
        renderer = _Renderer(
            new_notebook(cells=[whole], metadata=deepcopy(notebook.metadata)),
            request_handler=self,
            voila_configuration=self.voila_configuration,
            traitlet_config=self.traitlet_config,
            notebook_path=str(folder / "page.ipynb"),
            template_paths=self.template_paths,
            config_manager=self.config_manager,
            contents_manager=self.contents_manager,
            base_url=self.base_url,
            kernel_spec_manager=self.kernel_spec_manager,
            page_config={},
            mathjax_config="",
            mathjax_url="",
        )
        await renderer.initialize()
        return renderer
