"""The rules of the code as tests: who may import whom, and what no module may do."""
