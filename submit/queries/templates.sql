-- Which template, with which LLM, is rated best, and at what cost?
-- low_stars is the lower end of a 95 % confidence interval of the mean, so a template with few ratings ranks low.
select
  template_id,
  model_name,
  count(*) as interactions,
  count(feedback_score) as ratings,
  round(avg(feedback_score), 2) as mean_stars,
  round(avg(feedback_score) - 1.96 * stddev(feedback_score) / sqrt(count(feedback_score)), 2) as low_stars,
  round(avg(prompt_tokens + completion_tokens)) as mean_tokens,
  percentile_approx(latency_ms, 0.5) as median_latency_ms
from bronze.interactions
group by template_id, model_name
having count(feedback_score) >= 5
order by low_stars desc, template_id, model_name;
