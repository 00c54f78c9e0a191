grant usage on schema jobs to coordination_app, coordination_worker;
grant all on all tables in schema jobs to coordination_worker;
grant all on all sequences in schema jobs to coordination_worker;
grant execute on all functions in schema jobs to coordination_worker;

grant insert, select (id) on jobs.procrastinate_jobs to coordination_app;
grant usage on all sequences in schema jobs to coordination_app;

-- The triggers of a new job write its first event and wake the worker: with the owner's rights, so that the
-- application needs none on those tables. Every function finds its own schema and no other.
do $$
declare
  f record;
begin
  for f in
    select p.oid::regprocedure as name, p.prorettype = 'trigger'::regtype as is_trigger
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'jobs' and p.prokind = 'f'
  loop
    execute format('alter function %s set search_path = jobs, pg_catalog', f.name);
    if f.is_trigger then
      execute format('alter function %s security definer', f.name);
    end if;
  end loop;
end
$$;
