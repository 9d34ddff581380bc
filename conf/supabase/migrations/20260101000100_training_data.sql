-- Curated training data, as the quality job writes it back.

create table public.training_data_items (
  id                uuid primary key default gen_random_uuid(),
  interaction_id    uuid not null unique,
  input_prompt      text,
  target_output     text,
  domain            text,
  domain_confidence double precision check (domain_confidence between 0 and 1),
  quality_score     double precision check (quality_score between 0 and 1),
  curation_status   text not null default 'candidate'
                    check (curation_status in ('candidate', 'selected', 'rejected', 'retired')),
  rejection_reason  text,
  is_selected       boolean not null default false,
  split             text check (split in ('train', 'validation', 'test')),
  dataset_version   bigint,
  curated_at        timestamptz not null default now()
);

comment on table public.training_data_items is 'What curation decided of each interaction.';
comment on column public.training_data_items.dataset_version is 'Delta version of gold/training_data in which the decision was made.';

create index training_data_items_status on public.training_data_items (curation_status);

alter table public.training_data_items enable row level security;

-- Where executors copy their rows to before one transaction moves them; nothing reads it but that transaction.
create unlogged table public.training_data_items_staging (
  run_id            bigint not null,
  interaction_id    uuid not null,
  input_prompt      text,
  target_output     text,
  domain            text,
  domain_confidence double precision,
  quality_score     double precision,
  curation_status   text not null,
  rejection_reason  text,
  is_selected       boolean not null,
  split             text,
  dataset_version   bigint,
  curated_at        timestamptz not null
);

create index training_data_items_staging_run on public.training_data_items_staging (run_id);

alter table public.training_data_items_staging enable row level security;

-- What active learning wants a person to rate.
create table public.review_queue (
  id             uuid primary key default gen_random_uuid(),
  interaction_id uuid not null unique references public.user_interactions (id) on delete cascade,
  reason         text not null,
  priority       double precision not null,
  queued_at      timestamptz not null default now(),
  answered_at    timestamptz
);

alter table public.review_queue enable row level security;

-- Interactions that could become training data: rated at least min_score, newest first.
create function public.get_training_data_candidates(
  min_score int default 4, for_domain text default null, since timestamptz default null, max_rows int default 1000
) returns table (
  id uuid, created_at timestamptz, input_text text, model_output text, domain text, template_id text, feedback_score smallint
)
language sql stable
security definer
set search_path = ''
as $$
  select i.id, i.created_at, i.input_text, i.model_output, i.domain, i.template_id, i.feedback_score
    from public.user_interactions i
   where i.feedback_score >= min_score
     and (for_domain is null or i.domain = for_domain)
     and (since is null or i.created_at >= since)
   order by i.created_at desc, i.id
   limit least(greatest(max_rows, 0), 10000)
$$;

-- Adds or replaces the curation decision of one interaction; returns the item's id.
create function public.save_training_data_item(
  interaction_id    uuid,
  input_prompt      text,
  target_output     text,
  domain            text default null,
  domain_confidence double precision default null,
  quality_score     double precision default null,
  curation_status   text default 'candidate',
  rejection_reason  text default null,
  split             text default null,
  dataset_version   bigint default null
) returns uuid
language sql
security definer
set search_path = ''
as $$
  insert into public.training_data_items (
    interaction_id, input_prompt, target_output, domain, domain_confidence, quality_score, curation_status,
    rejection_reason, is_selected, split, dataset_version)
  values (
    interaction_id, input_prompt, target_output, domain, domain_confidence, quality_score, curation_status,
    rejection_reason, curation_status = 'selected', split, dataset_version)
  on conflict (interaction_id) do update set
    input_prompt = excluded.input_prompt, target_output = excluded.target_output, domain = excluded.domain,
    domain_confidence = excluded.domain_confidence, quality_score = excluded.quality_score,
    curation_status = excluded.curation_status, rejection_reason = excluded.rejection_reason,
    is_selected = excluded.is_selected, split = excluded.split, dataset_version = excluded.dataset_version,
    curated_at = now()
  returning id;
$$;

revoke all on function public.get_training_data_candidates from public, anon, authenticated;
grant execute on function public.get_training_data_candidates to service_role;
revoke all on function public.save_training_data_item from public, anon, authenticated;
grant execute on function public.save_training_data_item to service_role;
