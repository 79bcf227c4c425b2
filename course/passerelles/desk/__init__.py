"""Where work is handed in: a classroom on this machine, or a course's desk on a hub.

`protocol` says what every desk does; `local` does it in a classroom's folder, `remote`
asks a service that runs beside the classroom (`service`, started with
`python -m passerelles.desk`). The portal's pages know the protocol alone.
"""
