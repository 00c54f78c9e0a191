-- Finding without telling. No login reads child_index; these functions answer what the rules allow and no more.

create function index_child(
  p_child uuid, p_authority uuid, p_given text, p_family text, p_given_keys text[], p_family_keys text[], p_born date,
  p_identifiers text[], p_sealed boolean
) returns void
language plpgsql security definer
set search_path = pg_catalog, public
as $$
begin
  if not public.may_reach(p_child) then
    raise exception 'this record is out of reach' using errcode = '42501';
  end if;
  insert into public.child_index (
    child_id, authority_id, given_norm, family_norm, given_keys, family_keys, born_on, identifiers, sealed
  ) values (
    p_child, p_authority, p_given, p_family, p_given_keys, p_family_keys, p_born, p_identifiers, p_sealed
  ) on conflict (child_id) do update set
    given_norm = excluded.given_norm, family_norm = excluded.family_norm, given_keys = excluded.given_keys,
    family_keys = excluded.family_keys, born_on = excluded.born_on, identifiers = excluded.identifiers,
    sealed = excluded.sealed;
end
$$;

-- The phone number locate() may give for a child: their lead's.
create function index_lead(p_child uuid, p_phone text) returns void
language plpgsql security definer
set search_path = pg_catalog, public
as $$
begin
  if not public.may_reach(p_child) then
    raise exception 'this record is out of reach' using errcode = '42501';
  end if;
  update public.child_index set lead_phone = p_phone where child_id = p_child;
end
$$;

-- An exact name, the date of birth and one identifier: the age and the lead's phone, nothing else. A sealed child and
-- one who does not exist give the same empty answer.
create function locate(p_authority uuid, p_given text, p_family text, p_born date, p_identifiers text[])
returns table (years int, phone text)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select extract(year from age(public.app_today(), i.born_on))::int, i.lead_phone
  from public.child_index i
  where nullif(current_setting('app.actor', true), '') is not null
    and i.authority_id = p_authority and i.family_norm = p_family and i.given_norm = p_given and i.born_on = p_born
    and cardinality(p_identifiers) > 0 and i.identifiers && p_identifiers and not i.sealed
  limit 1
$$;

-- Likely matches among the children the actor reaches, closest first: an identifier, then names that sound alike,
-- whichever of the two was typed first, then the date of birth.
create function find_children(
  p_given_keys text[], p_family_keys text[], p_born date, p_identifiers text[], p_most int
) returns table (child_id uuid, closeness int)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select heard.child_id, heard.identified + heard.in_place + heard.out_of_place + heard.born as closeness
  from (
    select i.child_id,
      case when i.identifiers && p_identifiers then 16 else 0 end as identified,
      case when i.family_keys && p_family_keys then 4 else 0 end
        + case when i.given_keys && p_given_keys then 3 else 0 end as in_place,
      case when i.family_keys && p_given_keys then 2 else 0 end
        + case when i.given_keys && p_family_keys then 2 else 0 end as out_of_place,
      case when i.born_on = p_born then 4 else 0 end as born,
      i.family_keys && (p_family_keys || p_given_keys) as family_heard,
      i.given_keys && (p_family_keys || p_given_keys) as given_heard,
      (i.family_keys && p_family_keys or i.given_keys && p_family_keys) as family_typed_heard,
      (i.family_keys && p_given_keys or i.given_keys && p_given_keys) as given_typed_heard
    from public.child_index i
    where i.child_id = any((select public.reach())::uuid[])
  ) heard
  where heard.identified > 0
    or (heard.family_typed_heard and heard.given_typed_heard and heard.family_heard and heard.given_heard)
    or ((heard.family_heard or heard.given_heard) and heard.born > 0)
    or (heard.family_typed_heard and cardinality(p_given_keys) = 0)
    or (heard.given_typed_heard and cardinality(p_family_keys) = 0)
    or (heard.born > 0 and cardinality(p_given_keys) = 0 and cardinality(p_family_keys) = 0)
  order by 2 desc, 1
  limit p_most
$$;

-- Likely duplicates of a new record that its author may not see, and numbers used twice, go to the records team.
-- The author is told nothing, not even whether there was any.
create function note_possible_duplicates(p_task uuid, p_child uuid, p_by uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public
as $$
declare
  mine public.child_index;
  others uuid[];
begin
  if not public.may_reach(p_child) then
    raise exception 'this record is out of reach' using errcode = '42501';
  end if;
  select * into mine from public.child_index where child_id = p_child;
  select array_agg(i.child_id order by i.child_id) into others
  from public.child_index i
  where i.child_id <> p_child and (
    i.identifiers && mine.identifiers
    or (i.authority_id = mine.authority_id and i.born_on = mine.born_on
        and i.family_keys && mine.family_keys and i.given_keys && mine.given_keys)
  );
  if others is not null then
    insert into public.records_task (id, authority_id, kind, subjects, details, recorded_at, recorded_by)
    values (p_task, mine.authority_id, 'possible_duplicate', array_prepend(p_child, others), '{}'::jsonb, now(), p_by);
  end if;
end
$$;
