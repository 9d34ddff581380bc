"""Waits for the conditions of the check by querying Airflow's database, which is faster than Airflow's command line."""

import json
import sqlite3
import sys
import time

PATIENCE_SECONDS = 2700


def main(database: str, what: str, *names: str) -> None:
    if what == "runs":
        return runs()
    rows = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30) as connection:
                rows = CHECKS[what](connection, *names)
        except sqlite3.OperationalError:
            rows = None
        if rows is True:
            return print(f"check: {what} {' '.join(names)}", flush=True)
        time.sleep(2)
    sys.exit(f"check: FAILED: waiting for {what} {' '.join(names)}: {rows}")


def loaded(connection, *dags):
    errors = connection.execute("select filename, stacktrace from import_error").fetchall()
    if errors:
        sys.exit(f"check: FAILED: {errors}")
    found = {name for (name,) in connection.execute("select dag_id from serialized_dag")}
    return True if found == set(dags) else found


def succeeded(connection, dag):
    states = connection.execute("select state, run_type from dag_run where dag_id = ?", (dag,)).fetchall()
    if any(state == "failed" for state, _ in states):
        tasks = connection.execute("select task_id, state, try_number from task_instance where dag_id = ?", (dag,))
        sys.exit(f"check: FAILED: {dag}: {tasks.fetchall()}; the logs are in home/logs")
    return True if len(states) == 1 and states[0][0] == "success" else states


def tries(connection, dag, task, number):
    found = connection.execute(
        "select try_number from task_instance where dag_id = ? and task_id = ?", (dag, task)
    ).fetchall()
    # On a busy machine, Airflow itself may fail a try.
    return True if len(found) == 1 and found[0][0] >= int(number) else found


def last(connection, dag, task, state, number):
    found = connection.execute(
        "select state, try_number from task_instance where dag_id = ? and task_id = ? order by start_date desc limit 1",
        (dag, task),
    ).fetchall()
    return True if found == [(state, int(number))] else found


def runs() -> None:
    status = json.loads(sys.stdin.read())
    done = [(run["job"], run["status"]) for run in reversed(status["runs"])]
    print(f"check: job_runs {done}")
    etl = [run for run in reversed(status["runs"]) if run["job"] == "etl"]
    assert [run["status"] for run in etl] == ["succeeded", "skipped"], etl
    assert etl[0]["stats"]["inserted"] == 600 and etl[1]["stats"]["rows_read"] == 0, etl
    jobs = [job for job, _ in done if job not in ("import", "etl")]
    assert jobs == ["quality", "rollout", "training", "evaluation", "rollout", "evaluation"], jobs
    assert all(state in ("succeeded", "skipped") for _, state in done), done
    assert status["served"], "no version is deployed"
    print("check: the retry after the kill found nothing new, and a version is deployed")


CHECKS = {"loaded": loaded, "succeeded": succeeded, "tries": tries, "last": last}

if __name__ == "__main__":
    main(*sys.argv[1:])
