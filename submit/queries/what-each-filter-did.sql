-- What did each filter do in the latest run, and how many rows would be kept without it?
-- flagged: rows that it flagged; dropped: rows that it was the first to flag; alone: rows that no other filter flagged.
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
