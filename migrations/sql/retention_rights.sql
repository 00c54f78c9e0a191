-- Who may ask the functions of retention.
revoke execute on function answers_for_records(uuid), retention_facts(uuid, uuid, date, int),
  erase_record(uuid, timestamptz) from public;
grant execute on function answers_for_records(uuid), retention_facts(uuid, uuid, date, int)
to coordination_app, coordination_worker;
grant execute on function erase_record(uuid, timestamptz) to coordination_worker;
