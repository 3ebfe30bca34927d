"""What must always hold, whatever the law, the staff, the luck and the machine."""
