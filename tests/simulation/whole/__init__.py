"""The whole program in simulated time: real engine, connectors and store against the simulators, called without a network."""
