"""The measured operations and their floors, side by side in one run. Nothing here asserts seconds."""
