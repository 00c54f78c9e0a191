-- From which records somebody is kept whose work is to look at how records are handled: a privacy officer or a reviewing
-- officer. By reference, for the authority's privacy officers; never about whoever asks.
create function overseers_kept_out(p_authority uuid) returns table (
  reference text, person_id uuid, role text, kind text, from_on date, excluded_by uuid
)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select c.reference, e.person_id, h.role, e.kind, e.from_on, e.recorded_by
  from public.exclusion e
    join public.child c on c.authority_id = e.authority_id and c.id = e.child_id
    join lateral (
      select min(r.role) as role from public.role_held r
      where r.person_id = e.person_id and r.role in ('IGO', 'IRO')
        and r.from_on <= public.app_today() and (r.to_on is null or public.app_today() < r.to_on)
    ) h on h.role is not null
  where e.authority_id = p_authority and e.from_on <= public.app_today()
    and (e.to_on is null or public.app_today() < e.to_on)
    and e.person_id <> nullif(current_setting('app.actor', true), '')::uuid
    and exists (
      select 1 from public.role_held o
      where o.person_id = nullif(current_setting('app.actor', true), '')::uuid and o.role = 'IGO'
        and o.authority_id = p_authority and o.from_on <= public.app_today()
        and (o.to_on is null or public.app_today() < o.to_on)
    )
  order by e.from_on desc, e.id
$$;

revoke execute on function overseers_kept_out(uuid) from public;
grant execute on function overseers_kept_out(uuid) to coordination_app;
