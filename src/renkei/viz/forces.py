"""Where the nodes of a connected network go: distances from a few pivots give the start, forces the rest.

The start is Pivot MDS (Brandes and Pich 2007), mended by sparse stress (Ortmann, Klimenta and Brandes 2016). Then edges pull
and nodes push, between ForceAtlas2 (Jacomy et al. 2014) and LinLog (Noack 2007), so that clusters show. Pushes from afar are
read from a grid, as in particle-mesh methods (Hockney and Eastwood 1988): masses are laid on it, convolved with the kernel and
read back, so that a round takes as long as there are nodes, edges and close pairs.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import scipy.fft
import scipy.sparse as sp
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

Points = npt.NDArray[np.float64]
Ends = npt.NDArray[np.int64]

# Nodes from which distances are told, and rounds of stress and of forces.
_PIVOTS, _STRESS_ROUNDS, _ROUNDS = 50, 30, 150

# Few nodes have the room to stand by their distances in steps alone: all are pivots, and no forces follow.
_STRESS_ROUNDS_OF_FEW = 150

# Up to so many nodes all pairs are looked at; from so many on the grid is finer.
_FEW, _MANY = 150, 10_000

# An edge pulls by its length to this power: 1 in ForceAtlas2, 0 in LinLog.
_PULL = 0.4

# How much of a force is followed, how far at most in mean lengths of an edge, and how soft the grid is, in cells.
_GAIN, _FARTHEST, _SOFT = 0.5, 0.5, 1.0


def arranged(count: int, ends: Ends, seed: int, start: Points | None = None) -> Points:
    """Points of the nodes 0 to `count` - 1 of a connected network round (0, 0); the mean length of an edge is 1.

    `ends` has a row for each edge, each edge once, none from a node to itself. `start` are points to begin with, at any scale.
    """
    if count == 1:
        return np.zeros((1, 2))
    ties = sp.coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count)).tocsr()
    few = count <= _FEW
    distances = _distances(ties + ties.T, count if few else min(count, _PIVOTS))
    if start is None:
        points = _from_pivots(distances, seed)
    else:
        points = start * (float(distances.mean()) / max(float(start.std()), 1e-9))
    points = _less_stress(points, ends, distances, _STRESS_ROUNDS_OF_FEW if few else _STRESS_ROUNDS)
    if not few:
        points = _forced(points, ends)
    points = points - points.mean(axis=0)
    arranged: Points = points / max(float(lengths(points, ends).mean()), 1e-9)
    return arranged


def lengths(points: Points, ends: Ends) -> npt.NDArray[np.float64]:
    """The length of each edge."""
    delta = points[ends[:, 0]] - points[ends[:, 1]]
    found: npt.NDArray[np.float64] = np.sqrt(delta[:, 0] ** 2 + delta[:, 1] ** 2)
    return found


def _distances(ties: sp.csr_array, pivots: int) -> Points:
    """Steps from each of some pivots, a row each: the first has the most ties, each next one is farthest from those before."""
    chosen = int(np.argmax(np.diff(ties.indptr)))
    rows = [dijkstra(ties, unweighted=True, indices=chosen)]
    nearest = rows[0]
    while len(rows) < pivots:
        rows.append(dijkstra(ties, unweighted=True, indices=int(np.argmax(nearest))))
        nearest = np.minimum(nearest, rows[-1])
    return np.array(rows)


def _from_pivots(distances: Points, seed: int) -> Points:
    """Pivot MDS, with what is alike drawn apart a little; rounded, so that libraries that add in another order agree."""
    squared = distances.T**2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1, keepdims=True) + squared.mean()
    _, vectors = np.linalg.eigh(centred.T @ centred)
    points: Points = centred @ vectors[:, -1:-3:-1]
    points *= np.where(points[np.abs(points).argmax(axis=0), range(2)] < 0, -1.0, 1.0)
    spread = points.std(axis=0)
    points = points / np.maximum(spread, spread.max() * 0.2 + 1e-9) * (float(distances.mean()) / 2)
    return np.round(points + np.random.default_rng(seed).normal(0, 0.1, points.shape), 6)


def _less_stress(points: Points, ends: Ends, distances: Points, rounds: int) -> Points:
    """Points whose distances are closer to the steps between nodes: of edges and pivots, weighted by 1/steps² (SMACOF)."""
    rows, columns = np.nonzero(distances)
    a = np.concatenate([ends[:, 0], np.argmin(distances, axis=1)[rows]])
    b = np.concatenate([ends[:, 1], columns])
    wanted = np.concatenate([np.ones(len(ends)), distances[rows, columns]])
    weight = 1 / wanted**2
    total = np.bincount(a, weight, len(points)) + np.bincount(b, weight, len(points))
    for _ in range(rounds):
        delta = points[a] - points[b]
        length = np.maximum(np.sqrt(delta[:, 0] ** 2 + delta[:, 1] ** 2), 1e-6)
        away = (wanted / length - 1) * weight / 2
        points = points + _summed(away[:, None] * delta, a, b, len(points)) / total[:, None]
    return points


def _forced(points: Points, ends: Ends) -> Points:
    """Edges pull, nodes push by 1/distance and the ties they have; steps grow shorter."""
    count = len(points)
    mass = 1.0 + np.bincount(ends.ravel(), minlength=count).astype(np.float64)
    pushed = float(mass.sum() ** 2 - (mass**2).sum()) / 2
    pulled = float((lengths(points, ends) ** (_PULL + 1)).sum())
    points = points * (pushed / max(pulled, 1e-9)) ** (1 / (_PULL + 1))  # the scale at which both are in balance
    edge = float(lengths(points, ends).mean())
    for number in range(_ROUNDS):
        pull = np.maximum(lengths(points, ends), 1e-6) ** (_PULL - 1)
        delta = points[ends[:, 0]] - points[ends[:, 1]]
        force = mass[:, None] * _pushes(points, mass) - _summed(pull[:, None] * delta, ends[:, 0], ends[:, 1], count)
        force /= mass[:, None] * edge ** (_PULL - 1)
        length = np.maximum(np.sqrt(force[:, 0] ** 2 + force[:, 1] ** 2), 1e-9)
        limit = edge * _FARTHEST * (1 - number / _ROUNDS)
        points = points + force * (np.minimum(length * _GAIN, limit) / length)[:, None]
    return points


def _summed(pushes: Points, a: Ends, b: Ends, count: int) -> Points:
    """What pushes on pairs come to for each node: `a` is pushed, `b` the other way."""
    by_axis = [np.bincount(a, push, count) - np.bincount(b, push, count) for push in pushes.T]
    return np.stack(by_axis, axis=1)


def _pushes(points: Points, mass: npt.NDArray[np.float64]) -> Points:
    """For each node the sum of mass × direction / distance over all others."""
    if len(points) <= _FEW:
        across, along = (axis[:, None] - axis[None, :] for axis in points.T)
        strength = mass / np.maximum(across**2 + along**2, 1e-4)
        pushes: Points = np.stack([(across * strength).sum(axis=1), (along * strength).sum(axis=1)], axis=1)
        return pushes
    cells = 128 if len(points) < _MANY else 256
    cell = max(float(np.ptp(points, axis=0).max()) / (cells - 3), 1e-9)
    found = _from_afar(points, mass, cells, cell)
    a, b = close_pairs(points, 2.5 * cell).T
    delta = points[a] - points[b]
    squared = delta[:, 0] ** 2 + delta[:, 1] ** 2
    more = (1 / np.maximum(squared, 1e-4) - 1 / (squared + (_SOFT * cell) ** 2))[:, None] * delta
    for axis in (0, 1):
        found[:, axis] += np.bincount(a, more[:, axis] * mass[b], len(points))
        found[:, axis] -= np.bincount(b, more[:, axis] * mass[a], len(points))
    return found


def _from_afar(points: Points, mass: npt.NDArray[np.float64], cells: int, cell: float) -> Points:
    """The same by a grid of so many cells along a side; what is near pushes too softly."""
    place = (points - points.min(axis=0)) / cell + 1.0
    corner = np.floor(place).astype(np.int64)
    x, y = (place - corner).T
    corners = [(corner[:, 0] + right) * cells + corner[:, 1] + down for right in (0, 1) for down in (0, 1)]
    shares = [across * along for across in (1 - x, x) for along in (1 - y, y)]
    grid = np.zeros(cells**2)
    for at, share in zip(corners, shares, strict=True):
        grid += np.bincount(at, share * mass, cells**2)
    size = (2 * cells, 2 * cells)
    spectrum = scipy.fft.rfft2(grid.reshape(cells, cells), s=size)
    found = np.zeros_like(points)
    for axis, kernel in enumerate(_kernels(cells)):
        field = scipy.fft.irfft2(spectrum * kernel, s=size)[:cells, :cells].ravel() / cell
        for at, share in zip(corners, shares, strict=True):
            found[:, axis] += share * field[at]
    return found


@cache
def _kernels(cells: int) -> tuple[npt.NDArray[np.complex128], npt.NDArray[np.complex128]]:
    """The push of a mass in the first cell on all others, along each axis, as the convolution takes it."""
    steps = np.fft.fftfreq(2 * cells, 1 / (2 * cells))
    x, y = np.meshgrid(steps, steps, indexing="ij")
    softened = x**2 + y**2 + _SOFT**2
    return scipy.fft.rfft2(x / softened), scipy.fft.rfft2(y / softened)


def close_pairs(points: Points, distance: float) -> Ends:
    """The pairs of nodes that are no farther apart, a row each, in their order."""
    pairs: Ends = cKDTree(points).query_pairs(distance, output_type="ndarray").astype(np.int64)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
