-- What the HTTP API does in one round trip, and what it remembers of the curations that it started.

-- Sets the rating of an interaction. A rater's own interactions only; without a rater (the backend) any.
-- 'stored', 'unchanged' when the same rating stood there already (its first time stays), or 'absent' when there is no such
-- interaction of the rater's.
create function public.rate_interaction(interaction_id uuid, score int, feedback text, rater uuid) returns text
language plpgsql
security definer
set search_path = ''
as $$
begin
  if score is null or score not between 1 and 5 then
    raise exception 'a feedback score is 1 to 5' using errcode = '22023';
  end if;
  update public.user_interactions i
     set feedback_score = score, feedback_text = feedback, feedback_at = pg_catalog.now()
   where i.id = interaction_id
     and (rater is null or i.user_id = rater)
     and (i.feedback_score is distinct from score or i.feedback_text is distinct from feedback);
  if found then
    return 'stored';
  end if;
  perform from public.user_interactions i
    where i.id = interaction_id and (rater is null or i.user_id = rater);
  return case when found then 'unchanged' else 'absent' end;
end
$$;

revoke all on function public.rate_interaction from public, anon, authenticated;
grant execute on function public.rate_interaction to service_role;

-- A request that is sent again with its key gets the run that the first one got.
create table public.run_requests (
  key_sha256   text primary key check (key_sha256 ~ '^[0-9a-f]{64}$'),
  run_id       bigint not null references public.job_runs (run_id) on delete cascade,
  requested_at timestamptz not null default now()
);

comment on table public.run_requests is 'Idempotency keys of requests that started runs; only their sums are kept.';

alter table public.run_requests enable row level security;
revoke all on public.run_requests from anon, authenticated;
grant all on public.run_requests to service_role;
