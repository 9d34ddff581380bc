-- Requests to be forgotten: how the backend files one, and what serving them keeps meanwhile.

delete from public.erasure_requests later
 using public.erasure_requests earlier
 where later.user_id = earlier.user_id and later.completed_at is null and earlier.completed_at is null
   and later.requested_at > earlier.requested_at;

create unique index erasure_requests_open on public.erasure_requests (user_id) where completed_at is null;

comment on table public.erasure_requests is
  'Persons who asked to be forgotten. Completed rows are the proof, and what to serve again after a backup was restored.';
comment on column public.erasure_requests.evidence is
  'What was removed, without ids or texts; while the request is served, what was found (begun).';

-- Files a request; one that is open already stays as it is. Returns when the open one was filed.
create function public.request_erasure(user_id uuid) returns timestamptz
language sql
security definer
set search_path = ''
as $$
  insert into public.erasure_requests as r (user_id) values (request_erasure.user_id)
    on conflict (user_id) where completed_at is null do update set requested_at = r.requested_at
  returning requested_at;
$$;

revoke all on function public.request_erasure from public, anon, authenticated;
grant execute on function public.request_erasure to service_role;

-- Interactions of the persons whose requests are being served. It outlives a crash, when the rows that tied an
-- interaction to a person may be gone in one place and not yet in another; it is emptied when the request is complete.
create table public.erasure_interactions (
  user_id        uuid not null,
  interaction_id uuid not null
);

alter table public.erasure_interactions enable row level security;
revoke all on public.erasure_interactions from anon, authenticated;
grant all on public.erasure_interactions to service_role;
