-- How are domains distributed before and after curation, and how are they rated?
select
  coalesce(domain, '(none)') as domain,
  count(*) as interactions,
  count(given_domain) as given,
  round(avg(domain_confidence) filter (where given_domain is null), 3) as mean_router_confidence,
  count(*) filter (where is_selected) as selected,
  round(100 * count(*) / sum(count(*)) over (), 1) as percent_before,
  round(100 * count(*) filter (where is_selected) / sum(count(*) filter (where is_selected)) over (), 1) as percent_selected,
  round(avg(feedback_score), 2) as mean_stars
from silver.candidates
group by domain
order by interactions desc, domain;
