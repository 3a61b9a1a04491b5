// Products of the BLAS that can be called from inside a parallel region.
#pragma once
#include <omp.h>

#include <cstdint>

namespace kaya {

// Whether there is one: the OpenMP OpenBLAS, which shares the pool of threads of libtorch.
bool has_product();

// Whether a size can be told to the BLAS.
inline bool fits_product(int64_t size) { return size > 0 && size <= INT32_MAX; }

// Row-major C[m,n] = op(A) op(B) + beta C.
void product(bool a_transposed, bool b_transposed, int64_t m, int64_t n, int64_t k, const float* a, int64_t lda, const float* b,
             int64_t ldb, float* c, int64_t ldc, float beta = 0);

// While it lives, the BLAS uses this thread only: OpenBLAS asks OpenMP how many there are.
class OneThread {
 public:
  OneThread() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
  ~OneThread() { omp_set_num_threads(before_); }

 private:
  int before_;
};

}  // namespace kaya
