"""
Kalimtak's runs under Airflow 3: daily (etl, quality, rollout), weekly (train, then evaluate and rollout), and monthly
(every approved version is evaluated again). Use either Airflow, `kalimtak schedule` or cron, never two of them together.

Requirements (see docs/operations.md for the commands):
  connection kalimtak_spark     the Spark master; spark-submit must be on the PATH of the workers
  variable   kalimtak_home      the folder of a built checkout, as a path on the workers
  variable   kalimtak_conf      a settings file, as a path on the workers
  SUPABASE_DB_PASSWORD, KALIMTAK_SUBJECT_SECRET    in the workers' environment, or as the passwords of the connections
                                kalimtak_supabase and kalimtak_subject

Airflow 3 has no SLAs; DeadlineAlert replaced them. Each DAG has one, which reports a run that has not finished a number of
hours after it was queued, but does not stop it. The execution_timeout of a task stops a task that is stuck.

Assets: daily writes BRONZE and GOLD, and weekly writes MODELS. Any update of MODELS triggers the verdict. You can schedule
your own DAGs by any of these assets.
"""

from __future__ import annotations

from airflow.sdk import Asset

from kalimtak_spark import KalimtakJob, kalimtak_dag

BRONZE = Asset(name="kalimtak_bronze_interactions", uri="kalimtak://lake/bronze/interactions")
GOLD = Asset(name="kalimtak_gold_training_data", uri="kalimtak://lake/gold/training_data")
MODELS = Asset(name="kalimtak_model_versions", uri="kalimtak://registry/model_versions")

with kalimtak_dag("kalimtak_daily", "0 2 * * *", 4, "Pull and curate interactions, advance rollouts."):
    etl = KalimtakJob(task_id="etl", job="etl", main="etl.EtlJob", outlets=[BRONZE])
    quality = KalimtakJob(task_id="quality", job="quality", main="quality.QualityJob", outlets=[GOLD])
    rollout = KalimtakJob(task_id="rollout", job="evaluation", main="evaluation.RolloutJob")
    etl >> quality >> rollout

with kalimtak_dag("kalimtak_weekly", "0 4 * * 0", 12, "Train model versions, which triggers the verdict."):
    KalimtakJob(task_id="train", job="training", main="training.TrainingJob", outlets=[MODELS])

with kalimtak_dag("kalimtak_verdict", [MODELS], 6, "Evaluate new model versions, start their rollout."):
    evaluate = KalimtakJob(task_id="evaluate", job="evaluation", main="evaluation.EvaluationJob")
    rollout = KalimtakJob(task_id="rollout", job="evaluation", main="evaluation.RolloutJob")
    evaluate >> rollout

with kalimtak_dag("kalimtak_monthly", "0 6 1 * *", 12, "Evaluate every approved version on the current test rows."):
    KalimtakJob(
        task_id="evaluate_all", job="evaluation", main="evaluation.EvaluationJob", arguments=("--all",)
    )
