"""
Kalimtak's runs under Airflow 3: daily (etl, quality, rollout), weekly (train, then evaluate and rollout), monthly
(every approved version measured anew). For Airflow instead of `kalimtak schedule` or cron, not beside them.

What it needs, none of it here (docs/operations.md has the commands):
  connection kalimtak_spark     the Spark master; its spark-submit is that of the worker's PATH
  variable   kalimtak_home      the folder of a built checkout, as the workers see it
  variable   kalimtak_conf      a settings file, as the workers see it
  SUPABASE_DB_PASSWORD, KALIMTAK_SUBJECT_SECRET    in the workers' environment, or as the passwords of the connections
                                kalimtak_supabase and kalimtak_subject

Airflow 3 has no SLAs. What replaced them is used instead: a DeadlineAlert per DAG tells when a run has not ended so many
hours after it was queued; it ends nothing. The execution_timeout of a task ends what is stuck.

Assets: daily writes BRONZE and GOLD, weekly writes MODELS; whatever updates MODELS starts the verdict. A DAG of your own can
be scheduled by any of them.
"""

from __future__ import annotations

from airflow.sdk import Asset

from kalimtak_spark import KalimtakJob, kalimtak_dag

BRONZE = Asset(name="kalimtak_bronze_interactions", uri="kalimtak://lake/bronze/interactions")
GOLD = Asset(name="kalimtak_gold_training_data", uri="kalimtak://lake/gold/training_data")
MODELS = Asset(name="kalimtak_model_versions", uri="kalimtak://registry/model_versions")

with kalimtak_dag("kalimtak_daily", "0 2 * * *", 4, "Pull, curate, move the rollout on."):
    etl = KalimtakJob(task_id="etl", job="etl", main="etl.EtlJob", outlets=[BRONZE])
    quality = KalimtakJob(task_id="quality", job="quality", main="quality.QualityJob", outlets=[GOLD])
    rollout = KalimtakJob(task_id="rollout", job="evaluation", main="evaluation.RolloutJob")
    etl >> quality >> rollout

with kalimtak_dag("kalimtak_weekly", "0 4 * * 0", 12, "Train; the verdict follows by itself."):
    KalimtakJob(task_id="train", job="training", main="training.TrainingJob", outlets=[MODELS])

with kalimtak_dag("kalimtak_verdict", [MODELS], 6, "Judge new model versions, begin their rollout."):
    evaluate = KalimtakJob(task_id="evaluate", job="evaluation", main="evaluation.EvaluationJob")
    rollout = KalimtakJob(task_id="rollout", job="evaluation", main="evaluation.RolloutJob")
    evaluate >> rollout

with kalimtak_dag("kalimtak_monthly", "0 6 1 * *", 12, "Measure every approved version on today's test rows."):
    KalimtakJob(
        task_id="evaluate_all", job="evaluation", main="evaluation.EvaluationJob", arguments=("--all",)
    )
