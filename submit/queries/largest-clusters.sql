-- Which near-duplicates come in the largest clusters?
select
  cluster,
  count(*) as interactions,
  count(distinct subject_key) as people,
  count(distinct text_key) as different_texts,
  max_by(input_text, is_clean) as the_one_kept
from silver.candidates
where cluster is not null
group by cluster
order by interactions desc, cluster
limit 20;
