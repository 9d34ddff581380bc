-- How many interactions, users, ratings and errors are there per day, and how long did answers take?
select
  event_date,
  count(*) as interactions,
  count(distinct subject_key) as users,
  round(100 * count(feedback_score) / count(*), 1) as percent_rated,
  round(avg(feedback_score), 2) as mean_stars,
  round(100 * count(error) / count(*), 1) as percent_failed,
  percentile_approx(latency_ms, 0.5) as median_latency_ms,
  percentile_approx(latency_ms, 0.95) as p95_latency_ms
from bronze.interactions
group by event_date
order by event_date;
