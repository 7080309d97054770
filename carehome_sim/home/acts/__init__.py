"""What residents, staff and the manager do, one at a time, through the rules."""
