"""Education, health and care: the needs assessment, the plan in its sections, annual reviews and moves.

Children and Families Act 2014, part 3; the Special Educational Needs and Disability Regulations 2014 (SI 2014/1530).
"""
