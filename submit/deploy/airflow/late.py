"""A DAG of the check: it takes longer than its deadline allows."""

from airflow.providers.standard.operators.bash import BashOperator
from kalimtak_spark import kalimtak_dag

with kalimtak_dag("late", None, 5 / 3600, "Misses its deadline."):
    BashOperator(task_id="dawdle", bash_command="sleep 30")
