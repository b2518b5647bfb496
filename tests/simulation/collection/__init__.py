"""Collection under simulation: months of rounds at :15 and :45 against both books, with people, faults and kills in between."""
