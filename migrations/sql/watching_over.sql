-- Looks that stand out, brothers and sisters who are looked at together counted each. A page that lists more children
-- than a family has is a list, and no look at any of them.
create or replace function looks_that_stand_out(
  p_authority uuid, p_from timestamptz, p_until timestamptz, p_people uuid[], p_surnames text[], p_most int, p_rows int
) returns table (
  pattern text, person_id uuid, role text, reference text, on_day date, first_at timestamptz, times bigint, via text,
  reason text
)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  with allowed as (
    select 1 from public.role_held h
    where h.person_id = nullif(current_setting('app.actor', true), '')::uuid and h.role = 'IGO'
      and h.authority_id = p_authority and h.from_on <= public.app_today()
      and (h.to_on is null or public.app_today() < h.to_on)
  ), looked as (
    select r.at, r.actor_id, r.role, c.id as child_id, c.reference, i.family_norm,
      (r.at at time zone 'Europe/London')::date as on_day, extract(hour from r.at at time zone 'Europe/London') as hour
    from allowed, public.audit_row r
      cross join lateral unnest(r.children) as touched (child_id)
      join public.child c on c.id = touched.child_id
      join public.child_index i on i.child_id = c.id
      join public.person p on p.id = r.actor_id and p.kind = 'workforce'
    where r.at >= p_from and r.at < p_until and r.outcome = 'done' and cardinality(r.children) between 1 and 4
      and c.authority_id = p_authority
  ), told as (
    select l.*, held.via, held.reason
    from looked l left join lateral (
      select h.via, h.reason
      from public.reach h
      where h.person_id = l.actor_id and h.child_id = l.child_id and h.from_on <= l.on_day
        and (h.to_on is null or l.on_day <= h.to_on) and (h.ends_at is null or l.at < h.ends_at)
      order by array_position(array['membership', 'management', 'invitation', 'link', 'grant', 'duty', 'break_glass'], h.via)
      limit 1
    ) held on true
  ), named as (
    select 'surname' as pattern, t.* from told t
      join unnest(p_people, p_surnames) as s (person_id, surname) on s.person_id = t.actor_id
    where t.family_norm <> '' and s.surname = t.family_norm
  ), no_reason as (
    select 'no_team', t.* from told t where t.via is null or t.via not in ('membership', 'management', 'invitation', 'link')
  ), night as (
    select 'night', t.* from told t
    where (t.hour >= 22 or t.hour < 6) and t.role is distinct from 'EDT'
  ), busy as (
    select actor_id, date_bin('10 minutes', at, timestamptz '2020-01-01') as bin from looked
    group by 1, 2 having count(distinct child_id) >= p_most
  ), many as (
    select 'many', t.* from told t join busy b
      on b.actor_id = t.actor_id and date_bin('10 minutes', t.at, timestamptz '2020-01-01') = b.bin
  )
  select f.pattern, f.actor_id, min(f.role), case when f.pattern = 'many' then null else f.reference end, f.on_day,
    min(f.at), case when f.pattern = 'many' then count(distinct f.child_id) else count(*) end,
    case when f.pattern = 'many' then null else min(f.via) end,
    case when f.pattern = 'many' then null else min(f.reason) end
  from (
    select * from named union all select * from no_reason union all select * from night union all select * from many
  ) f
  group by 1, 2, case when f.pattern = 'many' then null else f.reference end, 5
  order by 6 desc, 1, 2
  limit p_rows
$$;
revoke execute on function looks_that_stand_out(uuid, timestamptz, timestamptz, uuid[], text[], int, int) from public;
grant execute on function looks_that_stand_out(uuid, timestamptz, timestamptz, uuid[], text[], int, int)
to coordination_app;

-- From which records somebody is kept whose work is to look at how records are handled: a privacy officer or a reviewing
-- officer. By reference, for the authority's privacy officers; never about whoever asks.
create function overseers_kept_out(p_authority uuid) returns table (
  reference text, person_id uuid, role text, kind text, from_on date, excluded_by uuid
)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select c.reference, e.person_id, h.role, e.kind, e.from_on, e.recorded_by
  from public.exclusion e
    join public.child c on c.authority_id = e.authority_id and c.id = e.child_id
    join lateral (
      select min(r.role) as role from public.role_held r
      where r.person_id = e.person_id and r.role in ('IGO', 'IRO')
        and r.from_on <= public.app_today() and (r.to_on is null or public.app_today() < r.to_on)
    ) h on h.role is not null
  where e.authority_id = p_authority and e.from_on <= public.app_today()
    and (e.to_on is null or public.app_today() < e.to_on)
    and e.person_id <> nullif(current_setting('app.actor', true), '')::uuid
    and exists (
      select 1 from public.role_held o
      where o.person_id = nullif(current_setting('app.actor', true), '')::uuid and o.role = 'IGO'
        and o.authority_id = p_authority and o.from_on <= public.app_today()
        and (o.to_on is null or public.app_today() < o.to_on)
    )
  order by e.from_on desc, e.id
$$;

revoke execute on function overseers_kept_out(uuid) from public;
grant execute on function overseers_kept_out(uuid) to coordination_app;
