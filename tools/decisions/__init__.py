"""What a plan decides (design.md section 4) as data, from which the test of every cell and a page are made."""
