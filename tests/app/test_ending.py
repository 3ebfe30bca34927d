"""When the server ends, pages that follow an answer are let go at once."""

import asyncio

from openasylum.app.jobs import Jobs
from openasylum.app.store import Store


def test_whoever_follows_an_answer_is_let_go(tmp_path):
    store = Store(tmp_path / "state")
    jobs = Jobs(store)
    job = store.new("0" * 32, "compare", {"share": 1.0})
    jobs.jobs[job.id] = job

    async def followed() -> int:
        seen = 0
        async for _ in jobs.watch(job.id):
            seen += 1
            asyncio.get_running_loop().call_later(0.05, jobs.let_go)
        return seen

    assert asyncio.run(asyncio.wait_for(followed(), 5)) == 1
    assert job.is_open  # it goes on with the next start
    store.close()
