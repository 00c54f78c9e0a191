-- Which advice is waited for, for the job that chases it: keys alone. Only a named process of the worker is told.
create function advice_waited_for() returns table (id uuid, child_id uuid)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select a.id, a.child_id from public.ehc_advice a
  where a.state = 'asked' and a.person_id is not null
    and session_user = 'coordination_worker' and coalesce(current_setting('app.process', true), '') <> ''
$$;
revoke execute on function advice_waited_for() from public;
grant execute on function advice_waited_for() to coordination_worker;
