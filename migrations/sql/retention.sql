-- Keeping records no longer than they must be, and destroying them whole.

-- Whether the acting person answers for the records of an authority: its privacy officer or its administrator; or the
-- owner (the command line), or a named process of the worker.
create function answers_for_records(p_authority uuid) returns boolean
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select session_user = current_user
    or (session_user = 'coordination_worker' and coalesce(current_setting('app.process', true), '') <> '')
    or exists (
      select 1 from public.role_held r
      where r.person_id = nullif(current_setting('app.actor', true), '')::uuid
        and r.role in ('IGO', 'ADM') and r.authority_id = p_authority
        and r.from_on <= public.app_today() and (r.to_on is null or public.app_today() < r.to_on)
    )
$$;
