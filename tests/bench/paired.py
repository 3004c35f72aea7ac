# SPDX-License-Identifier: GPL-2.0-or-later
"""Medians of paired samples, with an interval that assumes nothing about their distribution."""

from math import comb
from statistics import median
from typing import NamedTuple


class Estimate(NamedTuple):
    """A median and the interval that holds the true one with at least the given confidence."""

    median: float
    low: float
    high: float


def interval_rank(count, confidence=0.95):
    """The largest k for which the k-th smallest and k-th largest of count samples are such an
    interval: the number of samples below the true median is binomial with p = 1/2."""
    tail = (1 - confidence) / 2
    below, rank = 0.0, 0
    for i in range(count // 2):
        below += comb(count, i) / 2**count
        if below > tail:
            break
        rank = i + 1
    return rank


def estimate(samples):
    """The median of samples; with fewer than 6, nothing but their range can be said."""
    ordered = sorted(samples)
    rank = max(interval_rank(len(ordered)), 1)
    return Estimate(median(ordered), ordered[rank - 1], ordered[-rank])


def slope(xs, ys):
    """The slope of the least-squares line through the points."""
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    covariance = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys))
    return covariance / sum((x - mean_x) ** 2 for x in xs)
