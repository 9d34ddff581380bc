-- Is a user or a text in more than one split? (No rows: none is.)
select 'user' as kind, subject_key as key, array_sort(collect_set(split)) as splits
from gold.training_data
where subject_key is not null
group by subject_key
having count(distinct split) > 1
union all
select 'text', text_key, array_sort(collect_set(split))
from gold.training_data
group by text_key
having count(distinct split) > 1;
