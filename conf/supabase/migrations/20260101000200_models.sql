-- The model registry, its deployments, and the ledger of every change to either.

create table public.model_versions (
  model_name          text not null check (model_name ~ '^[a-z][a-z0-9-]*$'),
  version             int not null check (version >= 1),
  status              text not null default 'registered'
                      check (status in ('registered', 'rejected', 'approved', 'archived')),
  artifact_uri        text not null,
  artifact_sha256     text not null check (artifact_sha256 ~ '^[0-9a-f]{64}$'),
  dataset_version     bigint not null,
  dataset_fingerprint text not null,
  parent_version      int,
  algorithm           text not null,
  params              jsonb not null default '{}',
  metrics             jsonb not null default '{}',
  verdict             jsonb,
  code_version        text not null,
  run_id              bigint not null,
  created_at          timestamptz not null default now(),
  primary key (model_name, version),
  foreign key (model_name, parent_version) references public.model_versions (model_name, version)
);

comment on table public.model_versions is 'A version exists when its row here is committed, not before.';
comment on column public.model_versions.artifact_sha256 is 'SHA-256 of the artifact''s MANIFEST.sha256.';
comment on column public.model_versions.dataset_version is 'Delta version of gold/training_data that was learnt from.';

create table public.model_deployments (
  id              bigint generated always as identity primary key,
  model_name      text not null,
  version         int not null,
  stage           int not null check (stage >= 1),
  traffic_percent int not null check (traffic_percent between 0 and 100),
  state           text not null check (state in ('ramping', 'active', 'superseded', 'rolled_back')),
  reason          text not null,
  started_at      timestamptz not null default now(),
  stage_at        timestamptz not null default now(),
  ended_at        timestamptz,
  foreign key (model_name, version) references public.model_versions (model_name, version),
  check ((ended_at is null) = (state in ('ramping', 'active')))
);

comment on column public.model_deployments.stage is '1-based position in the ramp.';
comment on column public.model_deployments.stage_at is 'When the present stage began.';

-- One version serves, at most one more ramps up beside it.
create unique index model_deployments_one_active on public.model_deployments (model_name) where state = 'active';
create unique index model_deployments_one_ramping on public.model_deployments (model_name) where state = 'ramping';

create table public.model_events (
  event_id        bigint generated always as identity primary key,
  at              timestamptz not null default clock_timestamp(),
  actor           text not null,
  model_name      text not null,
  version         int not null,
  kind            text not null,
  reason          text,
  evidence_sha256 text,
  payload         jsonb
);

comment on table public.model_events is 'Append-only: rows are neither changed nor removed.';

create function public.refuse_ledger_change() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  raise exception 'model_events is append-only';
end
$$;

create trigger refuse_ledger_change
  before update or delete or truncate on public.model_events
  for each statement execute function public.refuse_ledger_change();

alter table public.model_versions enable row level security;
alter table public.model_deployments enable row level security;
alter table public.model_events enable row level security;

-- Version of a model that serves this subject; null before the first deployment.
-- Sticky: a subject's bucket (0 to 9999) is a hash, so it keeps its version while a ramp stands and joins it once as it grows.
create function public.assign_model_version(model_name text, subject_key text) returns int
language sql stable
security definer
set search_path = ''
as $$
  with bucket as (
    select ('x' || left(encode(sha256(convert_to(assign_model_version.model_name || chr(31) || subject_key, 'UTF8')), 'hex'), 8))::bit(32)::bigint % 10000 as n
  )
  select d.version
    from public.model_deployments d, bucket
   where d.model_name = assign_model_version.model_name
     and (d.state = 'active' or (d.state = 'ramping' and bucket.n < d.traffic_percent * 100))
   order by d.state = 'ramping' desc
   limit 1
$$;

revoke all on function public.assign_model_version from public, anon, authenticated;
grant execute on function public.assign_model_version to service_role;
