-- How good is each model version by each metric?
select
  model_name,
  metric,
  version,
  round(value, 4) as value,
  round(value - lag(value) over (partition by model_name, split, metric order by version), 4) as change
from (
  -- The latest evaluation of each version.
  select *, row_number() over (partition by model_name, version, split, metric, slice order by run_id desc) as latest
  from gold.evaluations
  where slice = 'all'
)
where latest = 1
order by model_name, metric, version;
