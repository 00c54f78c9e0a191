-- Who reaches whom. Every policy below asks reach() once a statement, never once a row.

create function app_today() returns date
language sql stable
as $$
  select coalesce(nullif(current_setting('app.today', true), '')::date, (now() at time zone 'Europe/London')::date)
$$;

-- The children the acting person has a live relationship with and is not excluded from; or, for the worker's login
-- alone, the children a named process says it is working on.
create function reach() returns uuid[]
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

-- Whether the session may write for a child: it reaches the child, or is the owner (imports, the demo, backfills).
create function may_reach(which uuid) returns boolean
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select session_user = current_user or which = any(public.reach())
$$;

-- Adds a relationship. Whoever makes a child may open the first ones; after that only those who reach the child.
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

-- A row stays with its child and its authority for ever.
create function keep_keys() returns trigger
language plpgsql
as $$
begin
  if new.authority_id is distinct from old.authority_id or new.child_id is distinct from old.child_id then
    raise exception 'a row stays with its child and its authority' using errcode = '23514';
  end if;
  return new;
end
$$;

create function keep_authority() returns trigger
language plpgsql
as $$
begin
  if new.authority_id is distinct from old.authority_id or new.id is distinct from old.id then
    raise exception 'a record stays with its authority' using errcode = '23514';
  end if;
  return new;
end
$$;

-- What was said, agreed or happened is never changed.
create function refuse_change() returns trigger
language plpgsql
as $$
begin
  raise exception '% rows never change: add a new one', tg_table_name using errcode = '23514';
end
$$;

-- Puts the one form of policy on a child's table. Later migrations call it for each table they add.
create function protect_child_table(which text, key text default 'child_id') returns void
language plpgsql
as $$
begin
  execute format('alter table %I enable row level security', which);
  execute format('create policy reach_read on %I for select using (%I = any((select reach())::uuid[]))', which, key);
  execute format('create policy reach_insert on %I for insert with check (%I = any((select reach())::uuid[]))', which, key);
  execute format(
    'create policy reach_update on %I for update using (%I = any((select reach())::uuid[]))'
    ' with check (%I = any((select reach())::uuid[]))', which, key, key);
  execute format('create policy reach_delete on %I for delete using (%I = any((select reach())::uuid[]))', which, key);
  if key = 'child_id' then
    execute format('create trigger keep_keys before update on %I for each row execute function keep_keys()', which);
  else
    execute format('create trigger keep_authority before update on %I for each row execute function keep_authority()', which);
  end if;
  if which in ('statement_version', 'plan_version', 'plan_version_line', 'event') then
    execute format('create trigger refuse_change before update on %I for each row execute function refuse_change()', which);
    execute format('grant select, insert on %I to coordination_app, coordination_worker', which);
  elsif which = 'reach' then
    execute format('grant select, update (to_on) on %I to coordination_app, coordination_worker', which);
  elsif which in ('draft', 'plan_statement', 'review_item', 'review_person') then
    execute format('grant select, insert, update, delete on %I to coordination_app, coordination_worker', which);
  else
    execute format('grant select, insert, update on %I to coordination_app, coordination_worker', which);
  end if;
end
$$;

create function protect_children() returns void
language plpgsql
as $$
declare
  which text;
begin
  perform protect_child_table('child', 'id');
  for which in
    select c.table_name from information_schema.columns c
    where c.table_schema = 'public' and c.column_name = 'child_id' and c.table_name <> 'child_index'
    order by 1
  loop
    perform protect_child_table(which);
  end loop;
end
$$;

-- Two places of one person on one team may not overlap in time.
create type uuidrange as range (subtype = uuid);
alter table membership add constraint ex_membership_overlap exclude using gist (
  uuidrange(case_id, case_id, '[]') with &&,
  uuidrange(person_id, person_id, '[]') with &&,
  daterange(from_on, to_on) with &&
);
