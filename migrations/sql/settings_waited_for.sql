-- Which settings have not answered, for the job that chases them: keys alone. Only a named process of the worker is told.
create function settings_waited_for() returns table (id uuid, child_id uuid)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select c.id, c.child_id from public.ehc_consultation c
  where c.answered_on is null and c.withdrawn_on is null and c.decided is null and c.person_id is not null
    and session_user = 'coordination_worker' and coalesce(current_setting('app.process', true), '') <> ''
$$;
revoke execute on function settings_waited_for() from public;
grant execute on function settings_waited_for() to coordination_worker;
