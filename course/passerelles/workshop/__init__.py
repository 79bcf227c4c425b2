"""The training room: one laptop, a room of people with their own devices, no Jupyter handlers.

`room` knows what happens in a workshop (people, teams, activities, plan, archive) and nothing of
HTTP; `app` and the modules beside it carry it to browsers. What each side finds ready:

*A page* of a participant is a page of the portal. `templates/page.html` loads `room.css` and the
room's scripts (`serve.SCRIPTS`, those that exist, in that order). Below the heading stands
`_room-bar.html`: `#room-news` (a message to all, the time left, "an activity is open") and
`_room-words.html`, if there is one. Every template finds whoever asks in `workshop`
(`portal.settings.InRoom`: name, team's name, word, trainer). The room's own page (`room.html`,
address `/room/<lang>/`) holds `#room-activities`.
`board.html` and `screen.html` (addresses `/room/<lang>/board` and `…/screen`) extend
`room-base.html`, which has the body say `data-room-as="trainer"` or `"screen"`; they are given
`qr` (SVG, safe markup), `addresses`, `code`, `xsrf` and `title`.

*In the browser* `passerelles.room` is the line: `.view` (the last one, or null), `.on(heard)`
calls `heard(view)` now and at each change, `.send({do: …})` resolves to `{}` or
`{refusal: sentence}` and is sent again after a lost line until answered, `.now()` is the room's
time in milliseconds, `.lost` tells whether the line is down.

Templates, scripts and strings lie in `workshop/templates`, `workshop/static` and
`workshop/strings.yml` (the server's), `workshop/board.yml` (the board's and activities').
The trainer fetches the archive at `/room/<lang>/archive` (`archive.make(room, folder, language)`
returns the path of a ZIP file; it is called in a thread).
"""
