"""The HTTP server of the sandbox: connections, faults, wire log and control address, the same for every simulated system."""

from app.sandbox.server.sandbox import Sandbox, StartLine

__all__ = ["Sandbox", "StartLine"]
