"""The program's place beside the clock: a mark that shows whether somebody is needed, a short menu, and a word when a round has one."""
