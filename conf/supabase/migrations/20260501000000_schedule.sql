-- When the scheduled runs are due, and which schedulers live.

-- The table of db-scheduler, under its own name and columns: a row per scheduled run, picked by one instance at a time.
create table public.scheduled_tasks (
  task_name            text not null,
  task_instance        text not null,
  task_data            bytea,
  execution_time       timestamptz not null,
  picked               boolean not null,
  picked_by            text,
  last_success         timestamptz,
  last_failure         timestamptz,
  consecutive_failures int,
  last_heartbeat       timestamptz,
  version              bigint not null,
  priority             smallint,
  primary key (task_name, task_instance)
);

create index scheduled_tasks_due on public.scheduled_tasks (execution_time);
create index scheduled_tasks_heartbeat on public.scheduled_tasks (last_heartbeat);

comment on table public.scheduled_tasks is 'Scheduled runs and when they are due next; their history is in job_runs.';

create table public.schedulers (
  name         text primary key,
  host         text not null,
  process_id   bigint not null,
  started_at   timestamptz not null default now(),
  seen_at      timestamptz not null default now(),
  dead_after_s int not null
);

comment on table public.schedulers is 'The processes of kalimtak schedule. One that ends takes its row along; one that is killed leaves it.';
comment on column public.schedulers.dead_after_s is 'Seconds without a sign of life after which it counts as dead.';

alter table public.scheduled_tasks enable row level security;
alter table public.schedulers enable row level security;
revoke all on public.scheduled_tasks, public.schedulers from anon, authenticated;
grant all on public.scheduled_tasks, public.schedulers to service_role;
