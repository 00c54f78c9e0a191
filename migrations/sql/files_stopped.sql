-- What may not leave because it names something protected, for a privacy officer of the authority: of which record and of
-- which kind of paper, never a name of a file nor a word of it.
create function files_stopped(p_authority uuid) returns table (
  id uuid, child_id uuid, reference text, table_name text, paper text, audience text, kinds text[], asked_by uuid,
  asked_kind text, at timestamptz, state text, decided_by uuid, decided_at timestamptz
)
language sql stable security definer
set search_path = pg_catalog, public
as $$
  select h.id, h.child_id, c.reference, h.table_name, d.kind, d.audience, h.kinds, h.author_id, p.kind, h.written_at,
    h.state, h.decided_by, h.decided_at
  from public.held_text h
    join public.child c on c.authority_id = h.authority_id and c.id = h.child_id
    left join public.document_copy y on h.table_name = 'document_copy' and y.id = h.row_id
    left join public.issued_document d
      on d.id = case h.table_name when 'issued_document' then h.row_id else y.document_id end
    left join public.person p on p.id = h.author_id
  where h.authority_id = p_authority
    and h.table_name in ('issued_document', 'document_copy', 'stored_file', 'made_file')
    and not exists (
      select 1 from public.exclusion e
      where e.person_id = nullif(current_setting('app.actor', true), '')::uuid and e.child_id = h.child_id
        and e.from_on <= public.app_today() and (e.to_on is null or public.app_today() < e.to_on)
    )
    and exists (
      select 1 from public.role_held o
      where o.person_id = nullif(current_setting('app.actor', true), '')::uuid and o.role = 'IGO'
        and o.authority_id = p_authority and o.from_on <= public.app_today()
        and (o.to_on is null or public.app_today() < o.to_on)
    )
  order by h.state <> 'waiting', h.written_at desc, h.id
$$;

revoke execute on function files_stopped(uuid) from public;
grant execute on function files_stopped(uuid) to coordination_app;
