-- Reach as it was before it could be for one thing: relationships of one thing or of hours go with the columns.

delete from reach where things is not null or ends_at is not null or via = 'link';

drop function extend_reach(
  uuid, uuid, uuid, uuid, text, text, uuid, uuid, text, text[], text[], uuid[], uuid, text, date, date, timestamptz, uuid
);

create or replace function reach() returns uuid[]
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select coalesce(array_agg(distinct held.child_id), '{}'::uuid[])
  from (
    select r.child_id
    from public.reach r
    where r.person_id = nullif(current_setting('app.actor', true), '')::uuid
      and r.from_on <= public.app_today()
      and (r.to_on is null or public.app_today() < r.to_on)
      and not exists (
        select 1 from public.exclusion e
        where e.person_id = r.person_id and e.child_id = r.child_id
          and e.from_on <= public.app_today() and (e.to_on is null or public.app_today() < e.to_on)
      )
    union all
    select unnest(nullif(current_setting('app.children', true), '')::uuid[])
    where session_user = 'coordination_worker' and coalesce(current_setting('app.process', true), '') <> ''
  ) held
$$;

drop function app_now();
alter table reach drop column things, drop column ends_at;

create function extend_reach(
  p_id uuid, p_authority uuid, p_child uuid, p_person uuid, p_role text, p_via text, p_agency uuid, p_team uuid,
  p_case_kind text, p_functions text[], p_sections text[], p_source uuid, p_reason text, p_from date, p_to date,
  p_by uuid
) returns void
language plpgsql security definer
set search_path = pg_catalog, public
as $$
begin
  if exists (select 1 from public.child where id = p_child) and not public.may_reach(p_child) then
    raise exception 'this record is out of reach' using errcode = '42501';
  end if;
  insert into public.reach (
    id, authority_id, child_id, person_id, role, via, agency_id, team_id, case_kind, functions, sections, source_id,
    reason, from_on, to_on, recorded_at, recorded_by
  ) values (
    p_id, p_authority, p_child, p_person, p_role, p_via, p_agency, p_team, p_case_kind, p_functions, p_sections,
    p_source, p_reason, p_from, p_to, now(), p_by
  ) on conflict (id) do nothing;
end
$$;

revoke execute on function extend_reach(
  uuid, uuid, uuid, uuid, text, text, uuid, uuid, text, text[], text[], uuid, text, date, date, uuid
) from public;
grant execute on function extend_reach(
  uuid, uuid, uuid, uuid, text, text, uuid, uuid, text, text[], text[], uuid, text, date, date, uuid
) to coordination_app, coordination_worker;
