-- Which classes does the newest version of each model predict worst?
-- support is the number of rows of the class on which the version was evaluated.
select
  model_name,
  version,
  replace(slice, 'class=', '') as class,
  round(max(value) filter (where metric = 'f1'), 3) as f1,
  round(max(value) filter (where metric = 'precision'), 3) as precision,
  round(max(value) filter (where metric = 'recall'), 3) as recall,
  cast(max(value) filter (where metric = 'support') as int) as support
from (
  select *, rank() over (partition by model_name order by version desc, run_id desc) as newest
  from gold.evaluations
  where slice like 'class=%'
)
where newest = 1
group by model_name, version, slice
order by model_name, f1, class;
