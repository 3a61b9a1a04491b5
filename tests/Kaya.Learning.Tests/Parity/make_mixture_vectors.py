"""The fit of the proportional mixture by other means: a general minimiser (scipy) inside a fixed point for the variance.

Prints the numbers that ProportionalMixtureTests holds. scipy 1.10.1, numpy 1.24.2.
"""
import numpy as np
from scipy.optimize import minimize

x = np.array([[1, 20], [2, 10], [4, 30], [8, 5], [3, 60], [0, 12], [6, 44], [5, 9]], float)
y = np.array([30, 28, 70, 66, 95, 10, 130, 44], float)


def fit(deviation):
    means = np.array([np.exp(np.log(c[c > 0]).mean()) for c in x.T])
    scaled = x / means

    def residuals(shares):
        return np.log(y) - np.log(scaled @ np.exp(shares))

    shares = np.full(2, residuals(np.zeros(2)).mean())
    for _ in range(300):
        variance = (residuals(shares) ** 2).sum() / (len(y) - 1)

        def loss(s):
            return (residuals(s) ** 2).sum() + variance / deviation ** 2 * ((s - s.mean()) ** 2).sum()

        shares = minimize(loss, shares, method="Nelder-Mead", options=dict(xatol=1e-12, fatol=1e-15, maxiter=20000)).x
    return np.exp(shares) / means


for deviation in (0.1, 0.5, 10):
    print(deviation, *(f"{c:.10g}" for c in fit(deviation)))
