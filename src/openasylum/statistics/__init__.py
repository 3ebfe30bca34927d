"""What was counted: catalogue, vintages, readers of agency workbooks."""
