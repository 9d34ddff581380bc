"""A DAG for the check that takes longer than its deadline allows."""

from airflow.providers.standard.operators.bash import BashOperator
from kalimtak_spark import kalimtak_dag

with kalimtak_dag("late", None, 5 / 3600, "Miss the deadline."):
    BashOperator(task_id="dawdle", bash_command="sleep 30")
