-- On which part of the data is the newest version of each model weakest?
select model_name, version, metric, slice, round(value, 4) as value
from gold.evaluations as each
where slice <> 'all'
  and version = (select max(version) from gold.evaluations where model_name = each.model_name)
qualify row_number() over (partition by model_name, metric order by value, slice) <= 3
order by model_name, metric, value, slice;
