-- What did each filter do in the latest run, and what would leaving it out bring back?
-- flagged counts rows that it spoke against, dropped those that it was the first to, alone those that nothing else spoke against.
select
  name as filter,
  max(rows) filter (where section = 'filter-in') as rows_in,
  max(rows) filter (where section = 'filter-flagged') as flagged,
  max(rows) filter (where section = 'filter-dropped') as dropped,
  max(rows) filter (where section = 'filter-alone') as alone
from gold.curation_report
where run_id = (select max(run_id) from gold.curation_report) and section like 'filter-%'
group by name
order by rows_in desc nulls last, filter;
