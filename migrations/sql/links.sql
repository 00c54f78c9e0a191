-- Whoever opens a one-time link has not said who they are: the digest of its token answers which link it is and whose.
-- What it is to is read through reach() like everything else, in a session that came by the link.
create function link_by_digest(p_digest text) returns table (id uuid, person_id uuid)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select l.id, l.person_id from public.one_time_link l where l.token_digest = p_digest
$$;
revoke execute on function link_by_digest(text) from public;
grant execute on function link_by_digest(text) to coordination_app;
