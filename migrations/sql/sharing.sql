-- Opening a record for oneself, for hours and with a reason. The child is found as locate() finds one: by an exact name,
-- date of birth and one identifier; for a look at a ledger by the record's reference alone. Whoever is excluded, whoever
-- came by a link, a sealed child and one who does not exist give the same empty answer.
create function open_own_access(
  p_id uuid, p_kind text, p_authority uuid, p_given text, p_family text, p_born date, p_identifiers text[],
  p_role text, p_agency uuid, p_reason text, p_ends timestamptz
) returns uuid
language plpgsql security definer
set search_path = pg_catalog, public
as $$
declare
  who uuid := nullif(current_setting('app.actor', true), '')::uuid;
  found_child uuid;
begin
  if who is null or coalesce(current_setting('app.through', true), '') <> '' or cardinality(p_identifiers) = 0
    or length(trim(p_reason)) = 0 or p_kind not in ('break_glass', 'duty', 'oversight')
    or p_ends <= public.app_now()
    -- The transaction began a moment before the hour was counted.
    or p_ends > public.app_now() + interval '1 minute' + (case when p_kind = 'duty' then interval '12 hours' else interval '4 hours' end)
    or (p_kind = 'duty') <> (p_role = 'EDT') or (p_kind = 'oversight') <> (p_role = 'IGO')
    or not exists (
      select 1 from public.role_held h
      where h.person_id = who and h.role = p_role and h.agency_id = p_agency and h.from_on <= public.app_today()
        and (h.to_on is null or public.app_today() < h.to_on)
        and (p_role not in ('EDT', 'IGO') or h.authority_id = p_authority)
    )
  then
    return null;
  end if;
  select i.child_id into found_child
  from public.child_index i
  where i.authority_id = p_authority and not i.sealed and i.identifiers && p_identifiers
    and (p_kind = 'oversight' or (i.family_norm = p_family and i.given_norm = p_given and i.born_on = p_born))
    and not exists (
      select 1 from public.exclusion e
      where e.person_id = who and e.child_id = i.child_id
        and e.from_on <= public.app_today() and (e.to_on is null or public.app_today() < e.to_on)
    )
  limit 1;
  if found_child is null then
    return null;
  end if;
  insert into public.reach (
    id, authority_id, child_id, person_id, role, via, agency_id, functions, sections, source_id, reason, from_on,
    ends_at, recorded_at, recorded_by
  ) values (
    uuidv7(), p_authority, found_child, who, p_role,
    case p_kind when 'oversight' then 'grant' else p_kind end, p_agency, '{}',
    case when p_kind = 'oversight' then array['memberships', 'sharing_decisions', 'access_log'] end,
    p_id, 'Opened for themself', public.app_today(), p_ends, now(), who
  );
  return found_child;
end
$$;

-- What was opened without the team having agreed, for a privacy officer of the authority: the record's reference, never
-- a name.
create function own_accesses(p_authority uuid) returns table (
  id uuid, reference text, person_id uuid, role text, agency_id uuid, kind text, reason text, opened_at timestamptz,
  ends_at timestamptz, review_due_on date, reviewed_at timestamptz, outcome text
)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select o.id, c.reference, o.person_id, o.role, o.agency_id, o.kind, o.reason, o.opened_at, o.ends_at,
    o.review_due_on, o.reviewed_at, o.outcome
  from public.own_access o join public.child c on c.authority_id = o.authority_id and c.id = o.child_id
  where o.authority_id = p_authority and exists (
    select 1 from public.role_held h
    where h.person_id = nullif(current_setting('app.actor', true), '')::uuid and h.role = 'IGO'
      and h.authority_id = p_authority and h.from_on <= public.app_today()
      and (h.to_on is null or public.app_today() < h.to_on)
  )
  order by o.reviewed_at is not null, o.review_due_on, o.id
$$;

-- Reviews that are due, and whom to remind: the managers of the child's open cases and the privacy officers, never
-- whoever opened the record.
create function own_accesses_due() returns table (id uuid, person_id uuid)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select distinct o.id, r.person_id
  from public.own_access o join lateral (
    select t.manager_id as person_id
    from public.case_episode e join public.team t on t.id = e.team_id
    where e.authority_id = o.authority_id and e.child_id = o.child_id and e.closed_on is null
    union
    select h.person_id from public.role_held h
    where h.role = 'IGO' and h.authority_id = o.authority_id and h.from_on <= public.app_today()
      and (h.to_on is null or public.app_today() < h.to_on)
  ) r on r.person_id is not null and r.person_id <> o.person_id
  where session_user = 'coordination_worker' and o.reviewed_at is null and o.review_due_on <= public.app_today()
    and not exists (
      select 1 from public.exclusion e
      where e.person_id = r.person_id and e.child_id = o.child_id
        and e.from_on <= public.app_today() and (e.to_on is null or public.app_today() < e.to_on)
    )
$$;

-- Who looked at a child's record, what kind of section it was and what for. The audit itself stays closed to the
-- application: this answers for one child that the actor reaches.
create function who_looked(p_child uuid, p_from timestamptz, p_until timestamptz) returns table (
  at timestamptz, actor_id uuid, role text, agency_id uuid, verb text, outcome text, sections text[], label text,
  via text
)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select r.at, r.actor_id, r.role, r.agency_id, r.verb, r.outcome, r.sections, r.label, r.details->>'via'
  from public.audit_row r
  where r.children @> array[p_child] and r.at >= p_from and r.at < p_until and r.actor_id is not null
    and public.may_reach(p_child)
  order by r.at desc, r.chain, r.sequence
$$;

revoke execute on function
  open_own_access(uuid, text, uuid, text, text, date, text[], text, uuid, text, timestamptz), own_accesses(uuid),
  own_accesses_due(), who_looked(uuid, timestamptz, timestamptz)
from public;
grant execute on function
  open_own_access(uuid, text, uuid, text, text, date, text[], text, uuid, text, timestamptz), own_accesses(uuid),
  who_looked(uuid, timestamptz, timestamptz)
to coordination_app;
grant execute on function own_accesses_due() to coordination_worker;
