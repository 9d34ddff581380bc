"""What the DAGs of kalimtak.py share: their retries and deadlines, and the operator for a job. Holds no DAG."""

from __future__ import annotations

import logging
import os
from datetime import datetime, timedelta

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import DAG, BaseHook, CronTriggerTimetable, DeadlineAlert, DeadlineReference, SyncCallback
from airflow.sdk.exceptions import AirflowException, AirflowFailException

# What a job's exit says: see README.md.
BAD_SETTINGS = 2
GATE_REFUSED = 3

# Variables of the worker's environment, and the Airflow connections whose passwords stand in for them.
SECRETS = {
    "SUPABASE_DB_PASSWORD": "kalimtak_supabase",
    "KALIMTAK_SUBJECT_SECRET": "kalimtak_subject",
}


RETRIES = {
    "retries": 2,
    "retry_delay": timedelta(seconds=int(os.environ.get("KALIMTAK_RETRY_SECONDS", "900"))),
    # Stuck: the task is ended, spark-submit with it, and tried again.
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
        # What was missed is caught up once: the jobs take all that has come since, not a day each.
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
    One job of the suite by spark-submit, its driver on the worker (client mode).

    A job may be started again at any time: it finds what is done and adds nothing. So a retry after a crash between
    the submission and its acknowledgement does no harm, and nothing is kept here to find a lost submission again. If
    the lost one still runs, the retry waits for it (run.lock-wait-seconds).
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
        # By the environment, which spark-submit inherits: env_vars would be rendered in the UI, and on some masters
        # become part of the command line.
        for variable, connection in SECRETS.items():
            if variable not in os.environ and (password := _password(connection)):
                os.environ[variable] = password
        try:
            super().execute(context)
        except AirflowException as failure:
            process = getattr(self._hook, "_submit_sp", None)
            code = getattr(process, "returncode", None)
            if code == GATE_REFUSED:
                self.log.warning("a gate refused a model version; production is as it was")
            elif code == BAD_SETTINGS:
                raise AirflowFailException("arguments or settings are wrong: no retry mends them") from failure
            else:
                raise


def deadline_missed(dag_id: str, hours: float, **_) -> None:
    """Replace it by what wakes people: a Notifier of a provider (SMTP, Slack, PagerDuty) goes into SyncCallback too."""
    logging.getLogger("kalimtak").error("%s has not ended %s hours after it was queued", dag_id, hours)


def _password(connection: str) -> str | None:
    try:
        return BaseHook.get_connection(connection).password
    except Exception:  # the exception's class for a connection that is not there differs between releases
        return None
