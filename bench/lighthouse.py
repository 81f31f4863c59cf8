"""Lighthouse, as a phone sees it: the page of a call with 6,000 actions, its map, its list, one action. And what the
pages weigh: HTML and styles, compressed as they are sent.

    uv run python -m bench.lighthouse [actions]

Needs Chromium, Node and npm; Lighthouse itself is fetched by npm the first time, and goes into the data folder of the
measurement unless LIGHTHOUSE names the program. The least of three runs would be luck: the median is told.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from bench import ground

ACTIONS, RUNS = 6_000, 3
GOAL, BYTES = 100, 28 * 1024
VERSION = "12"
SIDES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"


def main() -> None:
    if missing := [name for name in ("chromium", "npm", "node") if not shutil.which(name)]:
        sys.exit(f"This needs {', '.join(missing)}: apt-get install chromium nodejs npm")
    data = ground.stand_up()
    from bench.lists import make_actions
    from bench.pages import LIST, MAP, PAGE, an_action, load
    from tests.cli.conftest import Server

    make_actions("many", int(sys.argv[1]) if len(sys.argv) > 1 else ACTIONS)
    program = os.environ.get("LIGHTHOUSE") or fetched(data)
    server = Server("serve", data=data, GROUNDSWELL_RATE_LIMITS="0", **ground.database())
    pages = {"the call's page": PAGE, "its map": MAP, "its list": LIST, "one action": an_action()}
    try:
        for name, address in pages.items():
            whole = f"http://127.0.0.1:{server.port}{address}"
            told = [asked(program, whole, data / "told.json") for _run in range(RUNS)]
            tell(name, told, weight(whole))
    finally:
        server.stop()
    print(f"         Lighthouse {told[0]['lighthouseVersion']}, {RUNS} runs each; load of the machine {load()}")


def fetched(folder: Path) -> str:
    command = ["npm", "install", "--prefix", str(folder), "--no-save", f"lighthouse@{VERSION}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"PUPPETEER_SKIP_DOWNLOAD": "1"})
    return str(folder / "node_modules/.bin/lighthouse")


def asked(program: str, address: str, file: Path) -> dict[str, Any]:
    """Lighthouse's own words, as JSON: mobile is what it takes for granted."""
    command = [program, address, "--output=json", f"--output-path={file}", "--quiet", f"--chrome-flags={FLAGS}"]
    command += [f"--only-categories={','.join(SIDES)}", "--max-wait-for-load=60000"]
    subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": shutil.which("chromium") or ""})
    return dict(json.loads(file.read_text()))


def weight(address: str) -> int:
    """Bytes of the page and of the styles that it asks for, as a browser is sent them."""
    body = sent(address)
    page = urlopen(Request(address)).read().decode()
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    server = "/".join(address.split("/")[:3])
    return len(body) + sum(len(sent(server + style)) for style in styles)


def sent(address: str) -> bytes:
    with urlopen(Request(address, headers={"Accept-Encoding": "br, gzip"})) as answer:
        return bytes(answer.read())


def tell(name: str, told: list[dict[str, Any]], weighs: int) -> None:
    for side in SIDES:
        points = round(statistics.median(each["categories"][side]["score"] for each in told) * 100)
        print(f"{'met   ' if points >= GOAL else 'MISSED'} {name}, {side}: {points} (goal: {GOAL})")
        for why in lost(told[0], side) if points < GOAL else ():
            print(f"         {why}")
    verdict = "met   " if weighs <= BYTES else "MISSED"
    print(f"{verdict} {name}, HTML and styles: {weighs / 1024:.1f} KB (goal: at most {BYTES // 1024})")


def lost(told: dict[str, Any], side: str) -> list[str]:
    """What took points away, and how much of it there is."""
    weighed = [each["id"] for each in told["categories"][side]["auditRefs"] if each["weight"]]
    audits = [told["audits"][name] for name in weighed]
    short = [each for each in audits if each["score"] is not None and each["score"] < 1]
    return [f"{each['title']}: {each.get('displayValue') or each['score']}" for each in short]


if __name__ == "__main__":
    main()
