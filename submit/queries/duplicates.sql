-- Which row was kept in place of each dropped duplicate?
select
  dropped.rejection_reason,
  round(dropped.similarity, 3) as similarity,
  dropped.input_text as dropped_input,
  kept.input_text as kept_input,
  dropped.interaction_id as dropped_id,
  kept.interaction_id as kept_id
from silver.candidates as dropped
join silver.candidates as kept on dropped.duplicate_of = kept.interaction_id
order by dropped.similarity, dropped_id
limit 50;
