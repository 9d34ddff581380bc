-- Which texts form the largest clusters of near-duplicates?
select
  cluster,
  count(*) as interactions,
  count(distinct subject_key) as users,
  count(distinct text_key) as different_texts,
  max_by(input_text, is_clean) as kept_input
from silver.candidates
where cluster is not null
group by cluster
order by interactions desc, cluster
limit 20;
