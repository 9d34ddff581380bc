-- How is the traffic of each of our model versions rated?
select
  coalesce(cast(model_version as string), '(none)') as model_version,
  min(event_date) as first_day,
  max(event_date) as last_day,
  count(*) as interactions,
  count(feedback_score) as ratings,
  round(avg(feedback_score), 2) as mean_stars,
  round(100 * count(*) filter (where feedback_score >= 4) / count(feedback_score), 1) as percent_four_or_five
from bronze.interactions
group by model_version
order by model_version;
