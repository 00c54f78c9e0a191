-- Concerns that a child is not safe: the queue of whoever is on duty, and what waits to be read.

-- Whether somebody may be told of a concern at all: it is not kept from them, and the record is not either.
create function concern_is_for(p_child uuid, p_caveats text[], p_person uuid) returns boolean
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select p_person is not null and not ('not-to:' || p_person::text) = any(p_caveats) and not exists (
    select 1 from public.exclusion e
    where e.person_id = p_person and e.child_id = p_child
      and e.from_on <= public.app_today() and (e.to_on is null or public.app_today() < e.to_on)
  )
$$;

-- What nobody has decided about yet, for the duty workers of an authority: never a name. Opening one is a step of its own.
create function concerns_on_duty(p_authority uuid) returns table (
  id uuid, child_id uuid, reference text, raised_at timestamptz, raised_as text, safe_now text, read_at timestamptz
)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select o.id, o.child_id, c.reference, o.raised_at, o.raised_as, o.safe_now, o.read_at
  from public.concern o join public.child c on c.authority_id = o.authority_id and c.id = o.child_id
  where o.authority_id = p_authority and o.decided_at is null and not c.sealed
    and coalesce(current_setting('app.through', true), '') = ''
    and public.concern_is_for(o.child_id, o.caveats, nullif(current_setting('app.actor', true), '')::uuid)
    and exists (
      select 1 from public.role_held h
      where h.person_id = nullif(current_setting('app.actor', true), '')::uuid and h.role = 'EDT'
        and h.authority_id = p_authority and h.from_on <= public.app_today()
        and (h.to_on is null or public.app_today() < h.to_on)
    )
  order by o.read_at is not null, o.raised_at, o.id
$$;

-- A duty worker opens the record of a child about whom a concern waits, for a shift. The same empty answer to whoever may
-- not and where there is none.
create function open_for_concern(p_id uuid, p_concern uuid, p_agency uuid, p_ends timestamptz) returns uuid
language plpgsql security definer
set search_path = pg_catalog, public
as $$
declare
  who uuid := nullif(current_setting('app.actor', true), '')::uuid;
  found public.concern;
begin
  if p_ends <= public.app_now() or p_ends > public.app_now() + interval '12 hours 1 minute' then
    return null;
  end if;
  select o.* into found from public.concern o where o.id = p_concern;
  if found.id is null
    or not exists (select 1 from public.concerns_on_duty(found.authority_id) d where d.id = p_concern)
    or not exists (
      select 1 from public.role_held h
      where h.person_id = who and h.role = 'EDT' and h.agency_id = p_agency and h.authority_id = found.authority_id
        and h.from_on <= public.app_today() and (h.to_on is null or public.app_today() < h.to_on)
    )
  then
    return null;
  end if;
  insert into public.reach (
    id, authority_id, child_id, person_id, role, via, agency_id, functions, source_id, reason, from_on, ends_at,
    recorded_at, recorded_by
  ) values (
    uuidv7(), found.authority_id, found.child_id, who, 'EDT', 'duty', p_agency, '{}', p_id, 'Opened for themself',
    public.app_today(), p_ends, now(), who
  );
  return found.child_id;
end
$$;

-- What a job of the worker has to do something about: nobody has read it in time, or whoever raised it has not been told
-- that it was read.
create function concerns_waiting() returns table (id uuid, child_id uuid)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select o.id, o.child_id from public.concern o
  where session_user = 'coordination_worker' and (
    (o.read_at is null and o.decided_at is null and o.tell_again_at <= public.app_now())
    or (o.read_at is not null and o.teller_told_at is null)
  )
  order by o.raised_at
$$;

revoke execute on function
  concern_is_for(uuid, text[], uuid), concerns_on_duty(uuid), open_for_concern(uuid, uuid, uuid, timestamptz),
  concerns_waiting()
from public;
grant execute on function concerns_on_duty(uuid), open_for_concern(uuid, uuid, uuid, timestamptz) to coordination_app;
grant execute on function concerns_waiting() to coordination_worker;
