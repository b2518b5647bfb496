"""Endurance: killed at every step, on broken disks, and two at once; what the remote books say afterwards is the only judge."""
