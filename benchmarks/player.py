"""How fast the player is, in the browser found here, without a graphics card: ``python -m benchmarks.player``.

At two sizes, two networks side by side: frames drawn a second while a year plays, seconds from the opening of the page
until both recordings (104 weeks) are there, seconds from a slider's move until the first weeks of its new future, and
the server's own memory, as a task manager shows it: what it would give back if it ended. Beside it stands all that is
resident, with the code of libraries that the system maps from disk, shares and takes back at need. Seconds until the
page can be opened are counted from the start of the process; the seconds of Python's own imports stand beside them.
With ``--screens FOLDER`` it takes the pictures of the documentation instead.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {170: 6, 800: 28}
SCREENS = ((1366, 768), (1024, 768))
FRAMES, READY = {170: 50, 800: 30}, {170: 2.0, 800: 4.0}
FUTURE, MEMORY = 0.5, 250
"""What is asked: frames a second, seconds, megabytes."""
_CODE = "import sys; from hlmsim.interface.cli import main; sys.exit(main(sys.argv[1:]))"
_IMPORTS = "import numba, numpy, pydantic, starlette.applications, uvicorn, yaml"
_LOADED = "Boolean(window.hlmsim?.player.recordings.length === 2 && hlmsim.player.loaded() >= 104)"


@contextlib.contextmanager
def playing(households: int) -> Iterator[tuple[str, psutil.Process, float]]:
    """The server at a size: its address, its process, the seconds until it could be opened."""
    sets = [f"context.site.households={households}", f"context.site.buildings={SIZES[households]}"]
    line = [sys.executable, "-c", _CODE, "play", "--no-browser", *(word for one in sets for word in ("--set", one))]
    begun = time.perf_counter()
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        opened = time.perf_counter() - begun
        found = re.search(r"http://\S+?/", said)
        if found is None:
            raise SystemExit(said or "the server did not start")
        yield found[0], psutil.Process(process.pid), opened
    finally:
        process.terminate()
        process.wait(20)


def until(page: Page, condition: str, seconds: float = 60) -> float:
    """Seconds until a condition of the page holds."""
    begun = time.perf_counter()
    while not page.evaluate(condition):
        if time.perf_counter() - begun > seconds:
            raise SystemExit(f"not within {seconds} s: {condition}")
        time.sleep(0.005)
    return time.perf_counter() - begun


def ready(page: Page, address: str) -> float:
    """Seconds from the opening of the page until both recordings are whole."""
    begun = time.perf_counter()
    page.goto(f"{address}?lang=fr", wait_until="commit")
    until(page, _LOADED)
    return time.perf_counter() - begun


def frames(page: Page, seconds: float) -> float:
    """Frames drawn a second while the networks play."""
    page.evaluate("hlmsim.player.clock.go(20); hlmsim.player.clock.speed = 2; hlmsim.player.clock.play()")
    time.sleep(0.5)
    first, begun = page.evaluate("hlmsim.page.frames"), time.perf_counter()
    time.sleep(seconds)
    drawn, passed = page.evaluate("hlmsim.page.frames") - first, time.perf_counter() - begun
    page.evaluate("hlmsim.player.clock.pause()")
    return float(drawn / passed)


def future(page: Page, week: int, value: float) -> float:
    """Seconds from a slider's move until the week after it is there, in its new future."""
    page.evaluate(f"hlmsim.player.clock.go({week}); hlmsim.player.changed()")
    until(page, _LOADED)
    took: float = page.evaluate(
        f"""new Promise((done) => {{
            const recording = hlmsim.player.recordings[1], before = recording.generation, begun = performance.now();
            hlmsim.player.add(1, {{lever: "turnover", value: {value}}});
            const look = () => recording.generation > before && recording.loaded > {week}
                ? done((performance.now() - begun) / 1000) : setTimeout(look, 2);
            look();
        }})"""
    )
    return took


def measure(browser: Browser, households: int, repeats: int, seconds: float) -> dict[str, float]:
    """Medians at one size."""
    with playing(households) as (address, process, opened):
        readies, rates, futures = [], [], []
        ready(browser.new_page(), address)  # compiled code is warm from here on
        for repeat in range(repeats):
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            page = context.new_page()
            readies.append(ready(page, address))
            rates.append(frames(page, seconds))
            futures += [future(page, week, 0.2 + 0.01 * (repeat + week / 10)) for week in (10, 50, 90)]
            own, memory = process.memory_full_info().uss / 1e6, process.memory_info().rss / 1e6
            context.close()
        median = statistics.median
        return {
            "opened": opened,
            "ready": median(readies),
            "frames": median(rates),
            "future": median(futures),
            "own": own,
            "memory": memory,
        }


def imports() -> float:
    """Seconds that Python's own imports take."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", _IMPORTS], check=True)
    return time.perf_counter() - begun


def screens(browser: Browser, folder: Path) -> None:
    """The pictures of the documentation: every size, both languages, every view."""
    folder.mkdir(parents=True, exist_ok=True)
    for households in SIZES:
        with playing(households) as (address, _, _):
            for width, height in SCREENS:
                for lang in ("fr", "en"):
                    page = browser.new_page(viewport={"width": width, "height": height})
                    page.goto(f"{address}?lang={lang}")
                    until(page, _LOADED)
                    for view, act in _views(households).items():
                        act(page)
                        page.wait_for_timeout(350)
                        _small(page.screenshot(), folder / f"{lang}-{width}-{households}-{view}.png")
                    page.close()


def _small(picture: bytes, file: Path) -> None:
    """Keep a picture in 96 colours: a quarter of the bytes, and no difference that a reader sees."""
    with Image.open(io.BytesIO(picture)) as found:
        found.convert("RGB").quantize(96).save(file, optimize=True)


def _views(households: int) -> dict[str, Any]:
    def mid(page: Page) -> None:
        page.evaluate("hlmsim.player.clock.go(20); hlmsim.player.add(1, {event: 'worker_departure'})")
        until(page, "hlmsim.player.recordings[1].taken.length === 1")
        until(page, _LOADED)
        page.evaluate("hlmsim.player.clock.go(52); hlmsim.player.clock.time += 0.5; hlmsim.player.changed()")

    def card(page: Page) -> None:
        page.click("#tab-card")
        page.select_option("#who", "worker:0")

    def table(page: Page) -> None:
        page.evaluate("hlmsim.player.look(0, null)")
        page.click("#table")

    def story(page: Page) -> None:
        page.click("#table")
        page.select_option("#scenes", "1_when_the_worker_leaves")
        until(page, _LOADED)
        for _ in range(4):
            page.keyboard.press("PageDown")
            page.evaluate("hlmsim.player.clock.speed = 400")
            until(page, "!hlmsim.player.clock.playing")

    views: dict[str, Any] = {"start": lambda _page: None, "mid": mid, "card": card, "table": table}
    return {**views, "story": story} if households == 170 else views


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.player", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="how long frames are counted")
    parser.add_argument("--screens", type=Path, help="take the pictures of the documentation into this folder")
    asked = parser.parse_args()
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise SystemExit("no Chromium here: install it (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        if asked.screens:
            screens(browser, asked.screens)
            return
        print(f"Python's own imports: {imports():.1f} s")
        for households in SIZES:
            got = measure(browser, households, asked.repeats, asked.seconds)
            print(
                f"{households} households: page ready to open after {got['opened']:.1f} s; "
                f"104 weeks × 2 in {got['ready']:.2f} s (≤ {READY[households]:g}); "
                f"{got['frames']:.0f} frames a second (≥ {FRAMES[households]}); "
                f"new future after {got['future']:.2f} s (≤ {FUTURE}); "
                f"the server's own memory {got['own']:.0f} MB (≤ {MEMORY}), "
                f"{got['memory']:.0f} with the code of libraries mapped from disk"
            )
        browser.close()


if __name__ == "__main__":
    main()
