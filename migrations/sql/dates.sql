-- Whom a date must be told to: for each step of a rule that has come (so many days from the due date), the people who
-- hold that role for the child today, or, where nobody does, whoever leads the help. What was told is not told again;
-- a clock that stands still or may be met later is told to nobody, and neither is a sealed record. It answers keys
-- alone, to the worker, which asks again as the person before it counts anything.
create function dates_to_tell(p_steps jsonb, p_person uuid default null)
returns table (person_id uuid, clock_id uuid, tell text, days int)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  with step as materialized (
    select s.authority_id, s.rule, s.tell, s.days
    from jsonb_to_recordset(p_steps) as s(authority_id uuid, rule text, tell text, days int)
  ), come as (
    select c.id, c.authority_id, c.child_id, s.tell, s.days
    from step s
    join public.clock c on c.authority_id = s.authority_id and c.rule = s.rule and c.state = 'running'
      and c.due_on + s.days <= public.app_today()
    join public.child h on h.authority_id = c.authority_id and h.id = c.child_id and not h.sealed
    where c.later_ground is null and c.paused_on is null
  ), holding as (
    select come.id, come.tell, come.days, come.authority_id, come.child_id, r.person_id
    from come
    left join public.reach r on r.child_id = come.child_id and r.role = come.tell
      and r.via in ('membership', 'management') and r.things is null
      and r.from_on <= public.app_today() and (r.to_on is null or public.app_today() < r.to_on)
  ), whom as (
    select h.id, h.tell, h.days, h.person_id from holding h where h.person_id is not null
    union
    select h.id, h.tell, h.days, e.lead_id
    from holding h
    join public.case_episode e on e.authority_id = h.authority_id and e.child_id = h.child_id and e.state = 'open'
    where h.person_id is null and e.lead_id is not null
  )
  select w.person_id, w.id, w.tell, w.days
  from whom w
  where (p_person is null or w.person_id = p_person)
    and not exists (
      select 1 from public.clock_told t
      where t.clock_id = w.id and t.person_id = w.person_id and t.tell = w.tell and t.days = w.days
    )
$$;
revoke execute on function dates_to_tell(jsonb, uuid) from public;
grant execute on function dates_to_tell(jsonb, uuid) to coordination_worker;

-- How long the last steps of each rule took in an authority, in days, for a forecast: numbers alone, nobody's, never
-- of fewer than five. Only for an authority whose children the asker works with.
create function pace_of_rules(p_authorities uuid[], p_rules text[], p_most int)
returns table (authority_id uuid, rule text, took int[])
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select a.id, r.rule, array_agg(d.took order by d.took)
  from unnest(p_authorities) as a(id)
  cross join unnest(p_rules) as r(rule)
  cross join lateral (
    select c.met_on - c.from_on as took
    from public.clock c
    where c.authority_id = a.id and c.rule = r.rule and c.state in ('met', 'late') and c.met_on is not null
    order by c.met_on desc, c.id desc
    limit p_most
  ) d
  where exists (
    select 1 from public.reach h
    where h.person_id = nullif(current_setting('app.actor', true), '')::uuid and h.authority_id = a.id
      and h.from_on <= public.app_today() and (h.to_on is null or public.app_today() < h.to_on)
  )
  group by a.id, r.rule
  having count(*) >= 5
$$;
revoke execute on function pace_of_rules(uuid[], text[], int) from public;
grant execute on function pace_of_rules(uuid[], text[], int) to coordination_app;

grant select, insert, update on calendar_feed, dates_mail to coordination_app, coordination_worker;
