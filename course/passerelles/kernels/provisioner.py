"""stub first path"""
from __future__ import annotations
import asyncio, os, sys, tempfile, itertools
from typing import Any
from jupyter_client.provisioning import LocalProvisioner
from passerelles.kernels.forkserver import ForkServer, Request
_server=None; _folder=None; _n=itertools.count(1)
def server():
    global _server,_folder
    if _server is None:
        _folder=tempfile.mkdtemp(prefix="psk-")
        _server=ForkServer([sys.executable,"-m","passerelles.kernels.parent","--folder",_folder])
    return _server
class WarmProvisioner(LocalProvisioner):
    async def pre_launch(self, **kwargs: Any):
        await asyncio.to_thread(server)
        km=self.parent
        if km.transport!="ipc":
            km.transport="ipc"; km.ip=f"{_folder}/{next(_n)}"
        return await super().pre_launch(**kwargs)
    async def launch_kernel(self, cmd, **kw):
        r,w=os.pipe()
        self.process=await asyncio.to_thread(server().fork, Request({"connection_file":self.parent.connection_file},environment=kw["env"],folder=kw.get("cwd"),descriptors=[w]))
        os.close(w)
        loop=asyncio.get_running_loop(); f=loop.create_future()
        loop.add_reader(r,f.set_result,None)
        await f
        loop.remove_reader(r)
        os.close(r)
        self.pid=self.process.pid; self.pgid=self.pid
        return self.connection_info
