-- Looks that stand out, for a privacy officer of the authority: who, on which day, at which record by its reference, and
-- what they had to do with it then. Nothing of what the record says. p_people and p_surnames go together: the surname of
-- each worker, folded as child_index folds a family name. Brothers and sisters who are looked at together are counted
-- each; a page that lists more children than a family has is a list, and no look at any of them.
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
