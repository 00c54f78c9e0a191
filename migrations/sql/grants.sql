-- Four logins: the owner migrates, the application and the worker serve, the auditor reads the audit and nothing else.

grant usage on schema public to coordination_app, coordination_worker, coordination_auditor;

grant select, insert, update on
  authority, agency, setting, person, team, role_held, role_proposal, sharing_agreement, credential,
  recovery_code, password_link, login_session, throttle, outbox_message, import_run
to coordination_app, coordination_worker;
grant delete on throttle, recovery_code to coordination_app, coordination_worker;
grant select (until), delete on audit_once to coordination_worker;

revoke execute on all functions in schema public from public;
grant execute on function
  app_today(), reach(), may_reach(uuid), keep_keys(), keep_authority(), refuse_change(),
  extend_reach(uuid, uuid, uuid, uuid, text, text, uuid, uuid, text, text[], text[], uuid, text, date, date, uuid),
  follow_manager(uuid, uuid),
  audit_append(jsonb),
  index_child(uuid, uuid, text, text, text[], text[], date, text[], boolean), index_lead(uuid, text),
  locate(uuid, text, text, date, text[]), find_children(text[], text[], date, text[], int),
  note_possible_duplicates(uuid, uuid, uuid)
to coordination_app, coordination_worker;
grant execute on function audit_make_partitions(date, int) to coordination_worker;

grant select on audit_row, audit_chain to coordination_auditor;
grant execute on function audit_body(audit_row) to coordination_auditor;
