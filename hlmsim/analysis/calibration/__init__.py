"""Plausible worlds: which parameter values fit what is known, by history matching and approximate Bayes.

Arrays in, arrays out. In order: ``priors`` (what may vary), ``targets`` (what must come out), ``waves`` (which points
to simulate next), ``emulator`` (what stands in for the simulation), ``posterior`` (what the targets say about each
parameter), ``ensemble`` (the simulated points that fit), ``medoid`` (one of them to show), ``coverage`` (whether the
intervals hold the truth as often as they say).
"""
