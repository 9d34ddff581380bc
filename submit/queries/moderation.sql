-- What did moderation drop, and because of which word or model?
select
  rejection_reason,
  moderation_rule,
  count(*) as interactions,
  count(moderation_label) filter (where moderation_label = 'inappropriate') as reviewer_agreed,
  count(moderation_label) filter (where moderation_label = 'ok') as reviewer_disagreed,
  round(avg(moderation_probability), 3) as mean_probability
from silver.candidates
where array_contains(transform(flags, flag -> split_part(flag, ':', 1)), 'inappropriate')
group by rejection_reason, moderation_rule
order by interactions desc, rejection_reason, moderation_rule;
