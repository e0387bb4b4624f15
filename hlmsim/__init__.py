"""hlmsim: proximity intervention networks around low-rent public housing."""
