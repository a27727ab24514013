"""The sessions of bench/console, as Locust runs them: a person opens a sheet, looks at it, and opens another.

BENCH_CONSOLE is a JSON object: `every` (seconds between two sheets), `times` (the file for what was measured). The numbers of a
sheet are asked for as the console asks: four charts at a time.
"""
import json
import os
import random
import sys
import time

import gevent.pool
from locust import FastHttpUser, constant_pacing, events, task

SETTINGS = json.loads(os.environ["BENCH_CONSOLE"])
APP = "/api/v1/apps/bench"
AT_ONCE = 4  # charts that a page asks for at the same time
PAGE_ROWS = 50
# Days of the range, platform: what people choose, the default most often.
VIEWS = [(30, None)] * 10 + [(7, None)] * 4 + [(14, None)] * 3 + [(7, "Web"), (30, "Web"), (30, "iOS")]
answers = []  # seconds, kind, whether it failed, whether nothing was kept for it


@events.request.add_listener
def note(request_type, name, response_time, exception, response=None, **_):
    is_cold = "fwd=miss" in ((getattr(response, "headers", None) or {}).get("Cache-Status") or "")
    answers.append((response_time / 1000, name, exception is not None, is_cold))


@events.quitting.add_listener
def write(environment, **_):
    with open(SETTINGS["times"], "w", encoding="utf-8") as file:
        json.dump(answers, file)


def parameters(chart, days, platform, last):
    to = time.strptime(last, "%Y-%m-%d")
    day = lambda before: time.strftime("%Y-%m-%d", time.gmtime(time.mktime(to) - time.timezone - 86400 * before))
    is_by_hour = chart["columns"][0]["type"] == "hour"
    words = [f"from={day(0 if is_by_hour else days - 1)}", f"to={last}"]
    if chart["kind"] == "kpi":
        words += [f"compare_from={day(2 * days - 1)}", f"compare_to={day(days)}"]
    if chart["kind"] == "table":
        words += ["offset=0", f"limit={PAGE_ROWS}"]
    if platform and "platform" in chart["filters"]:
        words.append(f"platform={platform}")
    return "&".join(words)


class Session(FastHttpUser):
    wait_time = constant_pacing(SETTINGS["every"])
    connection_timeout = network_timeout = 60

    @task
    def open_sheet(self):
        self.client.get("/", name="page")
        self.client.get("/api/v1/session", name="page")
        sheets = self.client.get("/api/v1/sheets", name="page").json()["sheets"]
        apps = self.client.get("/api/v1/apps", name="page").json()["apps"]
        last = next(app["last_complete_day"] for app in apps if app["id"] == "bench")
        days, platform = random.choice(VIEWS)
        charts = gevent.pool.Pool(AT_ONCE)
        for chart in random.choice(sheets)["charts"]:
            path = f"{APP}/charts/{chart['id']}?{parameters(chart, days, platform, last)}"
            charts.spawn(self.client.get, path, name=chart["id"])
        charts.join()


if __name__ == "__main__":
    sys.exit(__doc__)
