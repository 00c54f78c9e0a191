do $$
declare
  held record;
begin
  for held in select tablename, policyname from pg_policies where schemaname = 'public' loop
    execute format('drop policy %I on %I', held.policyname, held.tablename);
    execute format('alter table %I disable row level security', held.tablename);
  end loop;
end
$$;
drop function keep_keys() cascade;
drop function keep_authority() cascade;
drop function refuse_change() cascade;
drop function protect_children(), protect_child_table(text, text);
drop function note_possible_duplicates(uuid, uuid, uuid), find_children(text[], text[], date, text[], int),
  locate(uuid, text, text, date, text[]), index_lead(uuid, text),
  index_child(uuid, uuid, text, text, text[], text[], date, text[], boolean);
drop function audit_append(jsonb), audit_make_partitions(date, int), audit_body(audit_row);
drop function follow_manager(uuid, uuid);
drop function extend_reach(uuid, uuid, uuid, uuid, text, text, uuid, uuid, text, text[], text[], uuid, text, date, date, uuid);
drop function may_reach(uuid), reach(), app_today();
alter table membership drop constraint ex_membership_overlap;
drop type uuidrange cascade;
do $$
declare
  part text;
begin
  for part in select inhrelid::regclass::text from pg_inherits where inhparent = 'audit_row'::regclass loop
    execute 'drop table ' || part;
  end loop;
end
$$;
delete from audit_chain;
revoke all on all tables in schema public from coordination_app, coordination_worker, coordination_auditor;
grant execute on all functions in schema public to public;
