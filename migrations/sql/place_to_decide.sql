-- Places on a team that are decided again, because what they rested on has changed and nobody has decided since: since
-- when, and why. Until somebody says that whoever has one stays, the place opens less (access/reach.py).
create view place_to_decide with (security_invoker = true) as
select m.id as membership_id, m.authority_id, m.child_id, m.person_id, m.role, changed.since, changed.why
from membership m
join case_episode c on c.id = m.case_id and c.state = 'open'
join child k on k.authority_id = m.authority_id and k.id = m.child_id
left join agency a on a.id = m.agency_id
cross join lateral (
  -- The child goes to another school than the one somebody works for.
  select s.from_on as since, 'school' as why
  from school_place s
  where s.child_id = m.child_id and a.kind = 'school' and s.agency_id is not null and s.agency_id <> m.agency_id
    and s.from_on <= app_today() and (s.to_on is null or app_today() < s.to_on) and m.from_on <= s.from_on
    and not exists (
      select 1 from school_place o
      where o.child_id = m.child_id and o.agency_id = m.agency_id and o.from_on <= app_today()
        and (o.to_on is null or app_today() < o.to_on)
    )
  union all
  -- The child no longer lives with the carer, or where the service gives the home.
  select p.to_on, 'placement'
  from placement p
  where p.child_id = m.child_id and p.to_on <= app_today() and m.from_on <= p.to_on
    and ((m.role = 'FC' and p.carer_id = m.person_id) or (m.role in ('PRV', 'SSW') and p.agency_id = m.agency_id))
    and not exists (
      select 1 from placement o
      where o.child_id = m.child_id and o.from_on <= app_today() and (o.to_on is null or app_today() < o.to_on)
        and ((m.role = 'FC' and o.carer_id = m.person_id) or (m.role in ('PRV', 'SSW') and o.agency_id = m.agency_id))
    )
  union all
  -- The young person is 18: nobody has parental responsibility for them. Born on 29 February, they are on 1 March.
  select adult.since, 'adult'
  from (
    select case when extract(month from k.born_on) = 2 and extract(day from k.born_on) = 29
      then make_date(extract(year from k.born_on)::int + 18, 3, 1)
      else (k.born_on + interval '18 years')::date end as since
  ) adult
  where m.role in ('PAR', 'FC') and adult.since <= app_today() and m.from_on <= adult.since
) changed
where m.state = 'agreed' and m.from_on <= app_today() and (m.to_on is null or app_today() < m.to_on)
  and not exists (
    select 1 from sharing_decision d
    where d.about_id = m.id and d.kind = 'shared' and d.decided_on >= changed.since
  );

grant select on place_to_decide to coordination_app, coordination_worker;
