-- How has the selection changed from run to run?
select
  run_id,
  max(at) as decided_at,
  sum(rows) as considered,
  sum(rows) filter (where name = 'selected') as selected,
  round(100 * sum(rows) filter (where name = 'selected') / sum(rows), 1) as percent_selected
from gold.curation_report
where section = 'status'
group by run_id
order by run_id;
