-- Deletes reach the lake: what left user_interactions is remembered by id and place, never by content.

create table public.user_interaction_deletes (
  id         uuid not null,
  created_at timestamptz not null,
  deleted_at timestamptz not null default now(),
  change_xid xid8 not null default pg_current_xact_id(),
  primary key (id, created_at)
);

comment on table public.user_interaction_deletes is
  'Interactions that are gone, or whose id or created_at changed; the pull removes them from the lake. A living row wins over its entry here.';
comment on column public.user_interaction_deletes.created_at is 'As the row had it: its date is the partition in which the lake keeps it.';

create index user_interaction_deletes_change_xid on public.user_interaction_deletes (change_xid);

alter table public.user_interaction_deletes enable row level security;
revoke all on public.user_interaction_deletes from anon, authenticated;
grant all on public.user_interaction_deletes to service_role;

create function public.note_deleted_interactions() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.user_interaction_deletes as d (id, created_at)
    select g.id, g.created_at from gone g
    on conflict (id, created_at) do update set deleted_at = excluded.deleted_at, change_xid = excluded.change_xid;
  return null;
end
$$;

create function public.note_truncated_interactions() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.user_interaction_deletes as d (id, created_at)
    select i.id, i.created_at from public.user_interactions i
    on conflict (id, created_at) do update set deleted_at = excluded.deleted_at, change_xid = excluded.change_xid;
  return null;
end
$$;

create function public.note_moved_interaction() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.user_interaction_deletes as d (id, created_at)
    values (old.id, old.created_at)
    on conflict (id, created_at) do update set deleted_at = excluded.deleted_at, change_xid = excluded.change_xid;
  return null;
end
$$;

create trigger note_deleted_interactions
  after delete on public.user_interactions
  referencing old table as gone
  for each statement execute function public.note_deleted_interactions();

create trigger note_truncated_interactions
  before truncate on public.user_interactions
  for each statement execute function public.note_truncated_interactions();

create trigger note_moved_interaction
  after update on public.user_interactions
  for each row when (old.id is distinct from new.id or old.created_at is distinct from new.created_at)
  execute function public.note_moved_interaction();

-- Replication and restores write with triggers off, unless a trigger says otherwise.
alter table public.user_interactions enable always trigger stamp_user_interaction;
alter table public.user_interactions enable always trigger note_deleted_interactions;
alter table public.user_interactions enable always trigger note_truncated_interactions;
alter table public.user_interactions enable always trigger note_moved_interaction;

-- A window that one huge transaction wrote can only be divided by id: with the id in the index, each read fetches its own rows alone.
create index user_interactions_change on public.user_interactions (change_xid, id);
drop index public.user_interactions_change_xid;

-- As before, but giving a row another stamp is no change of the row: updated_at stays.
create or replace function public.stamp_user_interaction() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and new.change_xid = old.change_xid then
    new.updated_at := pg_catalog.now();
  end if;
  new.change_xid := pg_catalog.pg_current_xact_id();
  return new;
end
$$;

-- Rows that carry a transaction id which this server has not reached (a dump of another one was loaded) get the present one.
-- Until then every pull reads them again. Returns how many there were.
create function public.restamp_user_interactions() returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  restamped bigint;
begin
  update public.user_interactions set change_xid = default
   where change_xid >= pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot());
  get diagnostics restamped = row_count;
  return restamped;
end
$$;

revoke all on function public.restamp_user_interactions from public, anon, authenticated;
grant execute on function public.restamp_user_interactions to service_role;
revoke all on function public.note_deleted_interactions, public.note_truncated_interactions, public.note_moved_interaction
  from public, anon, authenticated;
