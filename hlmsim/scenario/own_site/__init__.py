"""Sites of one's own as other programs write them: any table, workbook or network, to the rows of a scenario."""
