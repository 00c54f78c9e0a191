-- What people who leave led or had to do, for whoever ends their accounts: counts by team, and no child. Only somebody who
-- administers the authority today is told.
create function left_behind(p_people uuid[]) returns table (person_id uuid, team_id uuid, cases bigint, actions bigint)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  with places as (
    select r.authority_id from public.role_held r
    where r.person_id = nullif(current_setting('app.actor', true), '')::uuid and r.role = 'ADM'
      and r.from_on <= public.app_today() and (r.to_on is null or r.to_on > public.app_today())
  ), led as (
    select c.lead_id as person_id, c.team_id, 1 as cases, 0 as actions
    from public.case_episode c
    where c.lead_id = any(p_people) and c.closed_on is null and c.authority_id in (select authority_id from places)
  ), owned as (
    select a.owner_id as person_id, open_case.team_id, 0 as cases, 1 as actions
    from public.action a
    left join lateral (
      select c.team_id from public.case_episode c
      where c.authority_id = a.authority_id and c.child_id = a.child_id and c.closed_on is null
      order by c.opened_on desc, c.id limit 1
    ) open_case on true
    where a.owner_id = any(p_people) and a.status not in ('done', 'cancelled')
      and a.authority_id in (select authority_id from places)
  )
  select every.person_id, every.team_id, sum(every.cases), sum(every.actions)
  from (select * from led union all select * from owned) every
  group by every.person_id, every.team_id
$$;
revoke execute on function left_behind(uuid[]) from public;
grant execute on function left_behind(uuid[]) to coordination_app;
