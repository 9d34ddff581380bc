"""Code shared by the DAGs of kalimtak.py: retries, deadlines and the operator for a job. Contains no DAG."""

from __future__ import annotations

import logging
import os
from datetime import datetime, timedelta

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import DAG, BaseHook, CronTriggerTimetable, DeadlineAlert, DeadlineReference, SyncCallback
from airflow.sdk.exceptions import AirflowException, AirflowFailException

# Exit codes of the jobs; README.md lists them all.
BAD_SETTINGS = 2
GATE_REFUSED = 3

# Variables in the worker's environment, and the Airflow connections whose passwords are used if they are not set.
SECRETS = {
    "SUPABASE_DB_PASSWORD": "kalimtak_supabase",
    "KALIMTAK_SUBJECT_SECRET": "kalimtak_subject",
}


RETRIES = {
    "retries": 2,
    "retry_delay": timedelta(seconds=int(os.environ.get("KALIMTAK_RETRY_SECONDS", "900"))),
    # A task that takes longer is stuck: it is stopped together with its spark-submit, and retried.
    "execution_timeout": timedelta(hours=6),
}


def kalimtak_dag(dag_id: str, schedule, hours: float, description: str) -> DAG:
    if isinstance(schedule, str):
        schedule = CronTriggerTimetable(schedule, timezone="UTC")
    return DAG(
        dag_id=dag_id,
        description=description,
        schedule=schedule,
        start_date=datetime(2026, 1, 1),
        # One run makes up for all missed ones, because the jobs process everything new, not a single day.
        catchup=False,
        max_active_runs=1,
        default_args=RETRIES,
        deadline=DeadlineAlert(
            reference=DeadlineReference.DAGRUN_QUEUED_AT,
            interval=timedelta(hours=hours),
            callback=SyncCallback(deadline_missed, kwargs={"dag_id": dag_id, "hours": hours}),
        ),
        tags=["kalimtak"],
    )


class KalimtakJob(SparkSubmitOperator):
    """
    Runs one job of the suite with spark-submit; the driver runs on the worker (client mode).

    A job can be repeated at any time: it detects finished work and adds nothing. A retry after a crash between submission
    and acknowledgement is therefore harmless, and the operator does not have to find the lost submission. If that one is
    still running, the retry waits for it (run.lock-wait-seconds).
    """

    def __init__(self, *, job: str, main: str, arguments: tuple[str, ...] = (), **kwargs):
        super().__init__(
            conn_id="kalimtak_spark",
            application="{{ var.value.kalimtak_home }}/" + f"{job}-job/target/{job}-job.jar",
            java_class=f"ai.kalimtak.{main}",
            application_args=["--conf", "{{ var.value.kalimtak_conf }}", *arguments],
            deploy_mode="client",
            name=f"kalimtak {kwargs['task_id']}",
            **kwargs,
        )

    def execute(self, context):
        # Secrets are passed through the environment, which spark-submit inherits. env_vars would be shown in the UI and, with
        # some masters, become part of the command line.
        for variable, connection in SECRETS.items():
            if variable not in os.environ and (password := _password(connection)):
                os.environ[variable] = password
        try:
            super().execute(context)
        except AirflowException as failure:
            process = getattr(self._hook, "_submit_sp", None)
            code = getattr(process, "returncode", None)
            if code == GATE_REFUSED:
                self.log.warning("a gate refused a model version; production is unchanged")
            elif code == BAD_SETTINGS:
                raise AirflowFailException("the arguments or settings are invalid, so the task is not retried") from failure
            else:
                raise


def deadline_missed(dag_id: str, hours: float, **_) -> None:
    """Logs the missed deadline. To alert somebody, pass a provider's Notifier (SMTP, Slack, PagerDuty) instead."""
    logging.getLogger("kalimtak").error("%s has not ended %s hours after it was queued", dag_id, hours)


def _password(connection: str) -> str | None:
    try:
        return BaseHook.get_connection(connection).password
    except Exception:  # the class of the exception for a missing connection differs between releases
        return None
