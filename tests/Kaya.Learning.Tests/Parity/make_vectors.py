"""Records what scikit-learn, xgboost, scipy and numpy answer, for the tests beside this file.

Run with Debian's /usr/bin/python3 (python3-sklearn, python3-xgboost): make_vectors.py writes vectors.json here.
References are recorded once; they are not made again to let a test pass.
"""
import base64
import json
import math
import pathlib

import numpy as np
import scipy
import scipy.stats
import sklearn
import sklearn.metrics
import xgboost
from sklearn.linear_model import BayesianRidge, ElasticNet, LinearRegression
from sklearn.neighbors import KNeighborsRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR
from sklearn.tree import DecisionTreeRegressor

random = np.random.default_rng(20240601)
SEED = 42


def rounded(values):
    """Numbers of few digits, so that the file is small and both sides read the same ones."""
    return np.round(values, 4)


def out(values):
    return np.asarray(values, dtype=np.float64).tolist()


x = rounded(random.normal(size=(80, 4)) * [1, 2, 0.5, 3] + [0, 5, 1, -2])
y = rounded(np.stack([
    3 * x[:, 0] - x[:, 1] * x[:, 2] + random.normal(size=80) * 0.1,
    np.sin(x[:, 0]) + 0.2 * x[:, 3] + random.normal(size=80) * 0.05], axis=1))
t = rounded(random.normal(size=(25, 4)) * [1, 2, 0.5, 3] + [0, 5, 1, -2])
record = {
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "sklearn": sklearn.__version__, "xgboost": xgboost.__version__},
    "x": out(x), "y": out(y), "t": out(t), "seed": SEED,
}

model = LinearRegression().fit(x, y)
record["linear"] = {"coefficients": out(model.coef_), "intercepts": out(model.intercept_), "predictions": out(model.predict(t))}
record["linearThroughOrigin"] = {"predictions": out(LinearRegression(fit_intercept=False).fit(x, y).predict(t))}
shares, shares_test = np.abs(x), np.abs(t)
shares, shares_test = rounded(shares / shares.sum(1, keepdims=True)), rounded(shares_test / shares_test.sum(1, keepdims=True))
shares[:, 3], shares_test[:, 3] = 1 - shares[:, :3].sum(1), 1 - shares_test[:, :3].sum(1)
model = LinearRegression().fit(shares, y)
record["linearDeficient"] = {"x": out(shares), "t": out(shares_test), "coefficients": out(model.coef_), "predictions": out(model.predict(shares_test))}



def bayesian(**options):
    """One model per target. Its standard deviation is asked of centred rows: scikit-learn measures distance from 0, not from the mean."""
    models = [BayesianRidge(**options).fit(x, y[:, i]) for i in range(2)]
    centred = [BayesianRidge(**options).fit(x - x.mean(0), y[:, i]) for i in range(2)]
    return {"coefficients": out([m.coef_ for m in models]), "intercepts": out([m.intercept_ for m in models]),
            "noise": out([1 / m.alpha_ for m in models]), "predictions": out(np.stack([m.predict(t) for m in models], axis=1)),
            "deviations": out(np.stack([m.predict(t - x.mean(0), return_std=True)[1] for m in centred], axis=1))}


def elastic(**options):
    model = ElasticNet(**options).fit(x, y)
    return {"coefficients": out(model.coef_), "intercepts": out(model.intercept_), "predictions": out(model.predict(t))}


record["bayesian"] = bayesian()
record["bayesianOrigin"] = out(np.stack([BayesianRidge(fit_intercept=False).fit(x, y[:, i]).predict(t) for i in range(2)], axis=1))
record["bayesianPriors"] = bayesian(alpha_1=2.0, alpha_2=0.5, lambda_1=3.0, lambda_2=0.1, tol=1e-12)
record["bayesianDeficient"] = out(np.stack([BayesianRidge().fit(shares, y[:, i]).predict(shares_test) for i in range(2)], axis=1))
record["elasticNet"] = elastic()
record["elasticNetTight"] = elastic(alpha=0.05, l1_ratio=0.7, tol=1e-12, max_iter=100000)
record["lasso"] = elastic(alpha=0.3, l1_ratio=1.0, tol=1e-12, max_iter=100000)
record["elasticNetOrigin"] = elastic(alpha=0.1, l1_ratio=0.2, fit_intercept=False, tol=1e-12, max_iter=100000)

record["knnUniform"] = out(KNeighborsRegressor(5).fit(x, y).predict(t))
record["knnDistance"] = out(KNeighborsRegressor(5, weights="distance").fit(x, y).predict(t))
scaler = StandardScaler().fit(x)
record["scaling"] = {"means": out(scaler.mean_), "deviations": out(scaler.scale_)}
record["knnStandardised"] = out(KNeighborsRegressor(3).fit(scaler.transform(x), y).predict(scaler.transform(t)))
record["treeOfScikitLearn"] = out(np.stack(
    [DecisionTreeRegressor(max_depth=3, random_state=0).fit(x, y[:, i]).predict(t) for i in range(2)], axis=1))
saved = xgboost.train({"max_depth": 3, "objective": "reg:squarederror"}, xgboost.DMatrix(x, y[:, 0]), 4)
record["savedBooster"] = {"json": saved.save_raw("json").decode(), "ubj": base64.b64encode(saved.save_raw("ubj")).decode(),
                          "predictions": out(saved.predict(xgboost.DMatrix(t)))}


def support(kernel):
    machines = []
    for target in range(2):
        m = SVR(kernel=kernel, C=5, epsilon=0.05, tol=1e-10, gamma="scale").fit(x, y[:, target])
        machines.append({"vectors": out(m.support_vectors_), "coefficients": out(m.dual_coef_[0]), "constant": float(m.intercept_[0]),
                         "gamma": float(m._gamma), "predictions": out(m.predict(t))})
    return machines


record["svrRbf"] = support("rbf")
record["svrLinear"] = support("linear")

observed = rounded(random.normal(size=40) * 10 + 50)
predicted = np.round(observed + random.normal(size=40) * 4)
observed[5:9] = observed[5]
record["measures"] = {
    "observed": out(observed), "predicted": out(predicted),
    "mape": float(sklearn.metrics.mean_absolute_percentage_error(observed, predicted)),
    "mae": float(sklearn.metrics.mean_absolute_error(observed, predicted)),
    "rmse": float(np.sqrt(sklearn.metrics.mean_squared_error(observed, predicted))),
    "r2": float(sklearn.metrics.r2_score(observed, predicted)),
    "spearman": float(scipy.stats.spearmanr(observed, predicted)[0]),
    "pearson": float(scipy.stats.pearsonr(observed, predicted)[0]),
    "bias": float(np.mean(predicted - observed)), "ranks": out(scipy.stats.rankdata(predicted)),
}
errors = np.abs(observed - predicted)
record["conformal"] = {str(level): float(np.quantile(errors, min(1, math.ceil((len(errors) + 1) * level) / len(errors)), method="inverted_cdf"))
                       for level in (0.5, 0.8, 0.95)}

pathlib.Path(__file__).with_name("vectors.json").write_text(json.dumps(record, separators=(",", ":")) + "\n")
