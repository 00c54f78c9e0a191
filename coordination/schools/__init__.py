"""What a school does for its pupils: SEN Support by cycles, the provision map, and what happens at school."""
