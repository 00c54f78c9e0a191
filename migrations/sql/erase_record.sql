-- Destroys one record whole, in the caller's transaction, if two people said so and nothing holds it. What stays: the
-- audit, whose rows are references only, and the certificate. Called by the worker's job and by the owner alone.
-- Said again, it is done already and changes nothing. :leads_to_the_record is how each migration knows which messages.
create or replace function erase_record(p_erasure uuid, p_now timestamptz) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public
as $$
declare
  e public.erasure;
  which text;
  many bigint;
  tally jsonb := '{}'::jsonb;
  digests text[];
  keys text[];
  people uuid[];
  somebody uuid;
begin
  select * into e from public.erasure where id = p_erasure for update;
  if not found or e.state <> 'approved' then
    return false;
  end if;
  if e.proposed_by is null or e.approved_by is null or e.proposed_by = e.approved_by then
    raise exception 'a record is destroyed when two people said so' using errcode = '42501';
  end if;
  if exists (
    select 1 from public.retention_hold h
    where h.authority_id = e.authority_id and (h.subject_id is null or h.subject_id = e.subject_id)
      and h.ended_on is null and h.from_on <= public.app_today()
      and (h.until_on is null or public.app_today() <= h.until_on)
  ) then
    raise exception 'this record is held' using errcode = '42501';
  end if;
  perform 1 from public.child where id = e.subject_id and authority_id = e.authority_id for update;
  if not found then
    raise exception 'there is no such record' using errcode = '42501';
  end if;
  for which in
    select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and c.column_name = 'child_id' and t.table_type = 'BASE TABLE'
    order by 1
  loop
    execute format('select count(*) from public.%I where child_id = $1', which) into many using e.subject_id;
    if many > 0 then
      tally := tally || jsonb_build_object(which, many);
    end if;
  end loop;
  select coalesce(array_agg(distinct s.digest), '{}') into digests from public.stored_file s where s.child_id = e.subject_id;
  select coalesce(array_agg(distinct k.wrapped_with), '{}') into keys from public.child_key k where k.child_id = e.subject_id;
  -- Who has to do with this record and with no other, and works for nobody: their accounts go with it.
  select coalesce(array_agg(distinct r.person_id), '{}') into people
  from public.reach r
  where r.child_id = e.subject_id
    and not exists (select 1 from public.role_held h where h.person_id = r.person_id)
    and not exists (select 1 from public.reach o where o.person_id = r.person_id and o.child_id <> e.subject_id);

  -- What other records say of this one: that there is a brother or sister, and no more.
  update public.network_member set
    name = 'A brother or sister who is no longer on record', relation = 'sibling', sibling_id = null, person_id = null,
    sex = null, born_year = null, died_year = null, phone = null, contact = null, restrictions = null, note = null,
    lives_with_child = false, same_school = false, emergency_contact = false, version = version + 1
  where sibling_id = e.subject_id and child_id <> e.subject_id;
  get diagnostics many = row_count;
  tally := tally || jsonb_build_object('links_of_brothers_and_sisters', many);
  update public.child set same_person = null where same_person = e.subject_id;
  delete from public.records_task where e.subject_id = any(subjects);
  delete from public.child_index where child_id = e.subject_id;
  delete from public.retention_hold where subject_id = e.subject_id;
  delete from jobs.procrastinate_jobs where status = 'todo' and args::text like '%' || e.subject_id || '%';
  -- A message says nothing of a child, but its link may lead to the record.
  delete from public.outbox_message where :leads_to_the_record;
  delete from public.child where id = e.subject_id;

  foreach somebody in array people loop
    delete from public.outbox_message where person_id = somebody;
    delete from public.login_session where person_id = somebody;
    delete from public.credential where person_id = somebody;
    delete from public.recovery_code where person_id = somebody;
    delete from public.password_link where person_id = somebody;
    delete from public.calendar_feed where person_id = somebody;
    delete from public.dates_mail where person_id = somebody;
    delete from public.digest where person_id = somebody;
    begin
      delete from public.person where id = somebody;
    exception when foreign_key_violation then
      -- Something elsewhere names them by their key: the key stays, and nothing that says who it was.
      update public.person set name = 'Somebody no longer on record', sort_name = '', email = null, phone = null,
        job = null, what_i_do = null, active = false, left_at = p_now
      where id = somebody;
    end;
  end loop;
  tally := tally || jsonb_build_object('accounts', cardinality(people), 'files', cardinality(digests));
  update public.erasure set
    state = 'shredded', erased_at = p_now, counts = tally, files = digests, file_keys = keys, reference = null
  where id = p_erasure;
  return true;
end
$$;
