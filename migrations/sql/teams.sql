-- Whoever manages a team answers for its open cases, and reaches their records for as long as they manage it. An
-- administrator changes the manager without seeing which children those are: this makes the relationships follow.
create function follow_manager(p_team uuid, p_by uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public
as $$
declare
  held public.team;
begin
  select * into strict held from public.team where id = p_team;
  with ended as (
    update public.reach set to_on = public.app_today()
    where team_id = p_team and via = 'management' and (to_on is null or to_on > public.app_today())
      and person_id is distinct from held.manager_id
    returning authority_id, child_id, source_id
  ), places as (
    select authority_id, child_id, source_id from ended
    union
    select authority_id, child_id, id from public.case_episode where team_id = p_team and closed_on is null
  )
  insert into public.reach (
    id, authority_id, child_id, person_id, role, via, agency_id, team_id, functions, source_id, reason, from_on,
    recorded_at, recorded_by
  )
  select uuidv7(), p.authority_id, p.child_id, held.manager_id, 'TM', 'management', held.agency_id, held.id, '{}',
    p.source_id, 'Manages the team', public.app_today(), now(), p_by
  from places p
  where held.manager_id is not null and not exists (
    select 1 from public.reach r
    where r.person_id = held.manager_id and r.child_id = p.child_id and r.source_id = p.source_id
      and r.via = 'management' and (r.to_on is null or r.to_on > public.app_today())
  );
end
$$;
