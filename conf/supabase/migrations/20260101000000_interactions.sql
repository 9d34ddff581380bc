-- Interactions as the backend writes them, and the functions through which it does.

create table public.user_interactions (
  id                uuid primary key default gen_random_uuid(),
  user_id           uuid,
  session_id        text,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  input_text        text not null,
  domain            text,
  template_id       text,
  generated_prompt  text,
  model_output      text,
  model_name        text,
  model_version     int,
  propensity        double precision check (propensity > 0 and propensity <= 1),
  latency_ms        int check (latency_ms >= 0),
  prompt_tokens     int check (prompt_tokens >= 0),
  completion_tokens int check (completion_tokens >= 0),
  error             text,
  feedback_score    smallint check (feedback_score between 1 and 5),
  feedback_text     text,
  feedback_at       timestamptz,
  moderation_label  text check (moderation_label in ('ok', 'inappropriate')),
  ip_address        inet,
  user_agent        text,
  metadata          jsonb,
  change_xid        xid8 not null default pg_current_xact_id()
);

comment on table public.user_interactions is 'One row per prompt that a user sent through Kalimtak.';
comment on column public.user_interactions.model_version is 'Version of our own model that made the routing decision.';
comment on column public.user_interactions.propensity is 'Probability with which the template was chosen.';
comment on column public.user_interactions.moderation_label is 'A human''s judgement: ok or inappropriate.';
comment on column public.user_interactions.change_xid is
  'Transaction that last wrote the row; set by trigger. The pull reads windows of it, because a cursor over updated_at loses rows that commit late.';

create index user_interactions_change_xid on public.user_interactions (change_xid);
create index user_interactions_user on public.user_interactions (user_id);

create function public.stamp_user_interaction() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.change_xid := pg_catalog.pg_current_xact_id();
  if tg_op = 'UPDATE' then
    new.updated_at := pg_catalog.now();
  end if;
  return new;
end
$$;

create trigger stamp_user_interaction
  before insert or update on public.user_interactions
  for each row execute function public.stamp_user_interaction();

alter table public.user_interactions enable row level security;

create policy "users read their own interactions" on public.user_interactions
  for select to authenticated using (user_id = (select auth.uid()));

-- Logs one interaction and returns its id. Repeating a call with the same id changes nothing.
create function public.log_user_interaction(
  input_text        text,
  id                uuid default gen_random_uuid(),
  user_id           uuid default null,
  session_id        text default null,
  domain            text default null,
  template_id       text default null,
  generated_prompt  text default null,
  model_output      text default null,
  model_name        text default null,
  model_version     int default null,
  propensity        double precision default null,
  latency_ms        int default null,
  prompt_tokens     int default null,
  completion_tokens int default null,
  error             text default null,
  ip_address        inet default null,
  user_agent        text default null,
  metadata          jsonb default null,
  created_at        timestamptz default now()
) returns uuid
language sql
security definer
set search_path = ''
as $$
  insert into public.user_interactions (
    id, user_id, session_id, created_at, updated_at, input_text, domain, template_id, generated_prompt, model_output,
    model_name, model_version, propensity, latency_ms, prompt_tokens, completion_tokens, error, ip_address, user_agent, metadata)
  values (
    id, user_id, session_id, created_at, created_at, input_text, domain, template_id, generated_prompt,
    model_output, model_name, model_version, propensity, latency_ms, prompt_tokens, completion_tokens,
    error, ip_address, user_agent, metadata)
  on conflict (id) do nothing;
  select id;
$$;

-- Sets the rating of an interaction; true when the interaction exists. Under a user's token only the user's own.
-- Repeating the same rating changes nothing: its first time stays.
create function public.update_interaction_feedback(
  id uuid, score int, text text default null, at timestamptz default now()
) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  owner_id  uuid;
  caller_id uuid := auth.uid();
begin
  if score is null or score not between 1 and 5 then
    raise exception 'a feedback score is 1 to 5' using errcode = '22023';
  end if;
  select i.user_id into owner_id
    from public.user_interactions i
   where i.id = update_interaction_feedback.id
     for update;
  if not found or (caller_id is not null and caller_id is distinct from owner_id) then
    return false;
  end if;
  update public.user_interactions i
     set feedback_score = score, feedback_text = update_interaction_feedback.text, feedback_at = at
   where i.id = update_interaction_feedback.id
     and (i.feedback_score is distinct from score or i.feedback_text is distinct from update_interaction_feedback.text);
  return true;
end
$$;

revoke all on function public.log_user_interaction from public, anon, authenticated;
grant execute on function public.log_user_interaction to service_role;
revoke all on function public.update_interaction_feedback from public, anon;
grant execute on function public.update_interaction_feedback to authenticated, service_role;
