-- The children for whom a clock of one of these rules runs: keys alone, to the worker, which counts their clocks anew.
create function children_with_clocks(p_authority uuid, p_rules text[])
returns table (child_id uuid)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select distinct c.child_id from public.clock c
  where c.authority_id = p_authority and c.rule = any(p_rules) and c.state = 'running'
$$;
revoke execute on function children_with_clocks(uuid, text[]) from public;
grant execute on function children_with_clocks(uuid, text[]) to coordination_worker;
