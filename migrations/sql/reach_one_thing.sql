-- Reach for one thing and for a while: an invitation names the things it is to, break-glass and links end at an instant.

alter table reach add column things uuid[], add column ends_at timestamptz;

-- The instant the second lock counts from; tests and the demo set the clock as they set the day.
create function app_now() returns timestamptz
language sql stable
as $$
  select coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now())
$$;

-- As before, and a relationship of hours ends at its instant. What was opened by a one-time link counts in a session
-- that came by that link and in no other; and in such a session nothing else does, whatever else the person holds.
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
      and (r.ends_at is null or public.app_now() < r.ends_at)
      and case when coalesce(current_setting('app.through', true), '') = ''
            then r.via <> 'link'
            else r.via = 'link' and r.source_id = nullif(current_setting('app.through', true), '')::uuid
          end
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

drop function extend_reach(
  uuid, uuid, uuid, uuid, text, text, uuid, uuid, text, text[], text[], uuid, text, date, date, uuid
);

-- Adds a relationship. Whoever makes a child may open the first ones; after that only those who reach the child, and
-- never somebody who came by a link themself.
create function extend_reach(
  p_id uuid, p_authority uuid, p_child uuid, p_person uuid, p_role text, p_via text, p_agency uuid, p_team uuid,
  p_case_kind text, p_functions text[], p_sections text[], p_things uuid[], p_source uuid, p_reason text, p_from date,
  p_to date, p_ends timestamptz, p_by uuid
) returns void
language plpgsql security definer
set search_path = pg_catalog, public
as $$
begin
  if exists (select 1 from public.child where id = p_child) and not public.may_reach(p_child) then
    raise exception 'this record is out of reach' using errcode = '42501';
  end if;
  if coalesce(current_setting('app.through', true), '') <> '' then
    raise exception 'nobody who came by a link opens a record to anybody' using errcode = '42501';
  end if;
  insert into public.reach (
    id, authority_id, child_id, person_id, role, via, agency_id, team_id, case_kind, functions, sections, things,
    source_id, reason, from_on, to_on, ends_at, recorded_at, recorded_by
  ) values (
    p_id, p_authority, p_child, p_person, p_role, p_via, p_agency, p_team, p_case_kind, p_functions, p_sections,
    p_things, p_source, p_reason, p_from, p_to, p_ends, now(), p_by
  ) on conflict (id) do nothing;
end
$$;

revoke execute on function app_now(), extend_reach(
  uuid, uuid, uuid, uuid, text, text, uuid, uuid, text, text[], text[], uuid[], uuid, text, date, date, timestamptz, uuid
) from public;
grant execute on function app_now(), extend_reach(
  uuid, uuid, uuid, uuid, text, text, uuid, uuid, text, text[], text[], uuid[], uuid, text, date, date, timestamptz, uuid
) to coordination_app, coordination_worker;
