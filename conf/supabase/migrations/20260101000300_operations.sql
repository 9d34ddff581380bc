-- What the jobs did, and who asked to be forgotten.

create table public.job_runs (
  run_id     bigint generated always as identity primary key,
  job        text not null,
  status     text not null check (status in ('running', 'succeeded', 'failed', 'skipped')),
  started_at timestamptz not null default now(),
  ended_at   timestamptz,
  stats      jsonb not null default '{}',
  error      text,
  check ((ended_at is null) = (status = 'running'))
);

comment on column public.job_runs.run_id is 'Also the transaction version of the run''s writes to the lake.';

create index job_runs_job on public.job_runs (job, run_id desc);

create table public.erasure_requests (
  user_id      uuid not null,
  requested_at timestamptz not null default now(),
  completed_at timestamptz,
  evidence     jsonb,
  primary key (user_id, requested_at)
);

alter table public.job_runs enable row level security;
alter table public.erasure_requests enable row level security;

-- Supabase grants new tables to the API's roles by default. Row level security already hides the rows;
-- only the service role has business with these tables at all.
revoke all on public.training_data_items, public.training_data_items_staging, public.review_queue, public.model_versions,
  public.model_deployments, public.model_events, public.job_runs, public.erasure_requests from anon, authenticated;
revoke insert, update, delete, truncate on public.user_interactions from anon, authenticated;
revoke all on public.user_interactions from anon;
grant select on public.user_interactions to authenticated;
grant all on public.user_interactions, public.training_data_items, public.training_data_items_staging, public.review_queue,
  public.model_versions, public.model_deployments, public.job_runs, public.erasure_requests to service_role;
grant select, insert on public.model_events to service_role;
