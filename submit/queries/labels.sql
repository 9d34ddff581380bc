-- How many labels of each kind are there to learn from, by split?
select
  split,
  count(*) as rows,
  count(feedback_score) as ratings,
  count(given_domain) as given_domains,
  count(moderation_label) as moderation_labels,
  count(*) filter (where is_selected) as to_imitate,
  count(distinct subject_key) as users
from gold.training_data
group by split
order by rows desc, split;
