-- How would each template be rated if it were always chosen in its domain?
-- Ratings are weighted by 1 / propensity (self-normalized), so a template does not gain from being tried only where it fits.
-- effective_ratings is the number of equally weighted ratings that the estimate is worth.
select
  domain,
  template_id,
  count(*) as ratings,
  round(sum(feedback_score / propensity) / sum(1 / propensity), 2) as estimated_stars,
  round(avg(feedback_score), 2) as mean_stars,
  round(power(sum(1 / propensity), 2) / sum(power(1 / propensity, 2)), 1) as effective_ratings
from bronze.interactions
where feedback_score is not null and propensity > 0 and domain is not null
group by domain, template_id
order by domain, estimated_stars desc, template_id;
