-- What was dropped, and why?
select
  curation_status,
  rejection_reason,
  count(*) as interactions,
  round(100 * count(*) / sum(count(*)) over (), 1) as percent
from silver.candidates
group by curation_status, rejection_reason
order by interactions desc, curation_status, rejection_reason;
