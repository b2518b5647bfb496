"""What tests of every kind lean on: guards against noise and the outside world, and the simulators' own handles."""
