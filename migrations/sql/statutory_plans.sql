-- A plan that was agreed is what was agreed: of its row only its place may be taken by a later version, and nothing that
-- it says is added, changed or taken out. Erasure goes past: what it deletes goes with the child.
create trigger refuse_change_of_agreed before update on statutory_plan for each row
  when (
    old.state <> 'draft' and (
      (to_jsonb(old) - 'state' - 'version') is distinct from (to_jsonb(new) - 'state' - 'version')
      or new.state not in (old.state, 'superseded')
    )
  ) execute function refuse_change();

create function refuse_word_of_agreed() returns trigger
language plpgsql
set search_path = pg_catalog, public
as $$
declare
  which uuid := case when tg_op = 'DELETE' then old.statutory_id else new.statutory_id end;
begin
  if not (tg_op = 'DELETE' and pg_trigger_depth() > 1)
     and exists (select 1 from public.statutory_plan p where p.id = which and p.state <> 'draft') then
    raise exception 'what a plan says stays once it is agreed: begin the next version' using errcode = '23514';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger refuse_word_of_agreed before insert or update on statutory_entry
  for each row execute function refuse_word_of_agreed();
create trigger refuse_word_of_agreed before insert or update or delete on statutory_tie
  for each row execute function refuse_word_of_agreed();
create trigger refuse_change before update on pep_check for each row execute function refuse_change();
