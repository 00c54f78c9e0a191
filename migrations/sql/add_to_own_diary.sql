-- Its author adds to an entry of their diary, whether or not they still reach the child: what own_diary() gives back they
-- may add to, and nothing else. Answers which child it is about, for whoever is to hear that there is something new; null
-- where there is no such entry of theirs. The same key again is the same addition.
create function add_to_own_diary(p_entry uuid, p_id uuid, p_words text, p_at timestamptz) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog, public
as $$
declare
  own public.diary_entry;
begin
  select * into own from public.own_diary() d where d.id = p_entry and d.corrects_id is null;
  if not found then
    return null;
  end if;
  insert into public.diary_entry
    (id, authority_id, child_id, author_id, happened_at, words, corrects_id, recorded_at, recorded_by)
  values (p_id, own.authority_id, own.child_id, own.author_id, p_at, p_words, own.id, p_at, own.author_id)
  on conflict (id) do nothing;
  return own.child_id;
end
$$;
revoke all on function add_to_own_diary(uuid, uuid, text, timestamptz) from public;
grant execute on function add_to_own_diary(uuid, uuid, text, timestamptz) to coordination_app;
