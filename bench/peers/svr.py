"""The peer of Kaya's prediction of cells by support vectors: SVR of scikit-learn, fitted to the same rows with the same settings.

Started with a number of threads (scikit-learn predicts on one), a safetensors file with the rows to learn from and the cells, and
a file for predictions; then one command a line, so that the two programs take turns:
  predict      predicts all cells
Answers with wall seconds, processor seconds, peak memory in MiB, 0, and the number of support vectors.
"""
import resource
import sys
import time

import numpy
import sklearn
from sklearn.svm import SVR

from safetensors_file import read


def main():
    arrays = read(sys.argv[2])[0]
    machine = SVR(kernel="rbf", C=1, epsilon=0, gamma=0.5, tol=1e-9).fit(arrays["train"], arrays["emission"])
    print("scikit-learn", sklearn.__version__, "numpy", numpy.__version__, flush=True)
    for line in sys.stdin:
        wall, processor = time.perf_counter(), time.process_time()
        predicted = machine.predict(arrays["cells"])
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        predicted.tofile(sys.argv[3])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(wall, processor, peak, 0, len(machine.support_), flush=True)


main()
