-- What a person is asked about an interaction, and how the answer flows back: as its rating, moderation label or domain.

alter table public.review_queue
  add column asks text not null default 'rating' check (asks in ('rating', 'moderation', 'domain'));

comment on table public.review_queue is 'Interactions whose label would teach most; each is asked about once.';
comment on column public.review_queue.asks is 'The label that is wanted: rating (1 to 5), moderation (ok or inappropriate) or domain.';
comment on column public.review_queue.priority is 'The higher, the sooner to ask: uncertainty x novelty x traffic.';
comment on column public.review_queue.answered_at is 'When the label came, by answer_review or by any other way.';

create index review_queue_open on public.review_queue (priority desc) where answered_at is null;

-- Whether an interaction has the label that is asked for.
create function public.is_review_answered(asks text, feedback_score smallint, moderation_label text, domain text) returns boolean
language sql immutable
set search_path = ''
as $$
  select case asks
           when 'rating' then feedback_score is not null
           when 'moderation' then moderation_label is not null
           else domain is not null
         end;
$$;

-- Marks the open rows whose interaction got its label elsewhere. Returns how many there were.
create function public.close_answered_reviews() returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  closed bigint;
begin
  update public.review_queue q set answered_at = pg_catalog.now()
    from public.user_interactions i
   where i.id = q.interaction_id and q.answered_at is null
     and public.is_review_answered(q.asks, i.feedback_score, i.moderation_label, i.domain);
  get diagnostics closed = row_count;
  return closed;
end
$$;

-- The open rows with their texts, the most telling first.
create function public.get_review_queue(max_rows int default 50) returns table (
  interaction_id uuid, asks text, reason text, priority double precision, queued_at timestamptz, input_text text, model_output text
)
language sql stable
security definer
set search_path = ''
as $$
  select q.interaction_id, q.asks, q.reason, q.priority, q.queued_at, i.input_text, i.model_output
    from public.review_queue q
    join public.user_interactions i on i.id = q.interaction_id
   where q.answered_at is null
   order by q.priority desc, q.interaction_id
   limit least(greatest(max_rows, 0), 1000)
$$;

-- Stores what a person answered and takes the interaction out of the queue; true when it exists. What is null stays as
-- it is; at least one answer must be given. Repeating an answer changes nothing.
create function public.answer_review(
  interaction_id uuid, score int default null, moderation_label text default null, domain text default null
) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  if score is null and moderation_label is null and domain is null then
    raise exception 'an answer needs a score, a moderation label or a domain' using errcode = '22023';
  end if;
  if score not between 1 and 5 then
    raise exception 'a feedback score is 1 to 5' using errcode = '22023';
  end if;
  if moderation_label not in ('ok', 'inappropriate') then
    raise exception 'a moderation label is ok or inappropriate' using errcode = '22023';
  end if;
  perform from public.user_interactions i where i.id = answer_review.interaction_id for update;
  if not found then
    return false;
  end if;
  update public.user_interactions i
     set feedback_score = coalesce(answer_review.score, i.feedback_score),
         feedback_at = case when answer_review.score is distinct from i.feedback_score and answer_review.score is not null
                            then pg_catalog.now() else i.feedback_at end,
         moderation_label = coalesce(answer_review.moderation_label, i.moderation_label),
         domain = coalesce(answer_review.domain, i.domain)
   where i.id = answer_review.interaction_id
     and (i.feedback_score is distinct from coalesce(answer_review.score, i.feedback_score)
       or i.moderation_label is distinct from coalesce(answer_review.moderation_label, i.moderation_label)
       or i.domain is distinct from coalesce(answer_review.domain, i.domain));
  update public.review_queue q set answered_at = pg_catalog.now()
    from public.user_interactions i
   where q.interaction_id = answer_review.interaction_id and q.answered_at is null and i.id = q.interaction_id
     and public.is_review_answered(q.asks, i.feedback_score, i.moderation_label, i.domain);
  return true;
end
$$;

revoke all on function public.is_review_answered, public.close_answered_reviews, public.get_review_queue, public.answer_review
  from public, anon, authenticated;
grant execute on function public.is_review_answered, public.close_answered_reviews, public.get_review_queue, public.answer_review
  to service_role;
