-- Which rows violated the contract, by rule and day? (No rows: none did.)
select
  cast(quarantined_at as date) as day,
  reason,
  count(*) as states,
  count(distinct interaction_id) as interactions
from bronze.quarantine
group by day, reason
order by day, states desc, reason;
