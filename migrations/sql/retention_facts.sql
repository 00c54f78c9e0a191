-- What the retention schedule asks about records: their references, dates and kinds of help. No name, and no word of
-- what is in them. One record (p_subject), or those on which no help has run since p_before.
-- :being_answered is what each migration knows of requests to see a record.
create or replace function retention_facts(p_authority uuid, p_subject uuid, p_before date, p_most int)
returns table (
  subject_id uuid, reference text, born_on date, died_on date, adopted_on date, ended_on date, adopted boolean,
  looked_after boolean, child_protection boolean, child_in_need boolean, early_help boolean, special_needs boolean,
  at_school boolean, is_open boolean, being_answered boolean, held boolean
)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  with asked as (
    select c.id, c.reference, c.born_on, c.died_on, c.recorded_at::date as began_on,
      k.kinds, k.ended_on as case_ended_on, coalesce(k.is_open, false) as is_open
    from public.child c
    left join lateral (
      select array_agg(distinct e.kind) as kinds, max(e.closed_on) as ended_on,
        bool_or(e.state = 'open') as is_open
      from public.case_episode e where e.authority_id = c.authority_id and e.child_id = c.id
    ) k on true
    where c.authority_id = p_authority and public.answers_for_records(p_authority)
      and (p_subject is null or c.id = p_subject)
      and (p_subject is not null or not coalesce(k.is_open, false))
      and (p_before is null or coalesce(k.ended_on, c.recorded_at::date) < p_before)
  )
  select a.id, a.reference, a.born_on, a.died_on, p.adopted_on, coalesce(a.case_ended_on, a.began_on),
    coalesce(p.adopted, false),
    coalesce(p.any_care, false) or coalesce(a.kinds && '{looked_after,care_leaver}', false),
    coalesce('child_protection' = any(a.kinds), false),
    coalesce('child_in_need' = any(a.kinds), false),
    coalesce(a.kinds && '{early_help,family_help}', false),
    coalesce('send' = any(a.kinds), false)
      or exists (select 1 from public.formal_plan f where f.authority_id = p_authority and f.child_id = a.id)
      or exists (select 1 from public.sen_cycle s where s.authority_id = p_authority and s.child_id = a.id)
      or exists (select 1 from public.sen_need s where s.authority_id = p_authority and s.child_id = a.id),
    exists (select 1 from public.school_place s where s.authority_id = p_authority and s.child_id = a.id),
    a.is_open or coalesce(p.in_care, false),
    :being_answered,
    exists (
      select 1 from public.retention_hold h
      where h.authority_id = p_authority and (h.subject_id is null or h.subject_id = a.id) and h.ended_on is null
        and h.from_on <= public.app_today() and (h.until_on is null or public.app_today() <= h.until_on)
    )
  from asked a
  left join lateral (
    select true as any_care, bool_or(cp.to_on is null) as in_care,
      bool_or(cp.end_reason in ('E11', 'E12')) as adopted,
      max(cp.to_on) filter (where cp.end_reason in ('E11', 'E12')) as adopted_on
    from public.care_period cp where cp.authority_id = p_authority and cp.child_id = a.id
    having count(*) > 0
  ) p on true
  order by a.born_on nulls first, a.id
  limit p_most
$$;
