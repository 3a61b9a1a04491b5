// Says which kernels OpenBLAS takes, whether their products are right, and how fast they are. A program of its own, because wrong kernels
// may crash: "kaya_probe" prints "CORE GFLOPS" and ends with 0, or prints what is wrong and ends with 1.
#include <dlfcn.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <limits>
#include <vector>

namespace {

template <class T>
using gemm_function = void (*)(const char*, const char*, const int*, const int*, const int*, const T*, const T*, const int*, const T*,
                               const int*, const T*, T*, const int*);
template <class T>
using gemv_function = void (*)(const char*, const int*, const int*, const T*, const T*, const int*, const T*, const int*, const T*, T*,
                               const int*);

// Uniform in [-1, 1), the same on every machine.
template <class T>
std::vector<T> numbers(size_t count, uint64_t seed) {
  std::vector<T> values(count);
  for (T& value : values) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    value = static_cast<T>(static_cast<double>(seed >> 11) / 4503599627370496.0 - 1);
  }
  return values;
}

// The largest error over what rounding allows: n + 2 roundings of the sum of absolute products.
template <class T>
double error_of(double found, double exact, double size, int terms) {
  double allowed = (terms + 2) * static_cast<double>(std::numeric_limits<T>::epsilon()) * (size + 1);
  return std::isfinite(found) ? std::abs(found - exact) / allowed : INFINITY;
}

// C = 0.5 op(A) op(B) + 0.25 C beside the same in double, column-major as BLAS has it.
template <class T>
double product_error(gemm_function<T> gemm, char ta, char tb, int m, int n, int k) {
  std::vector<T> a = numbers<T>(size_t(m) * k, 1), b = numbers<T>(size_t(k) * n, 2), c = numbers<T>(size_t(m) * n, 3), before = c;
  T alpha = T(0.5), beta = T(0.25);
  int lda = ta == 'N' ? m : k, ldb = tb == 'N' ? k : n;
  gemm(&ta, &tb, &m, &n, &k, &alpha, a.data(), &lda, b.data(), &ldb, &beta, c.data(), &m);
  double worst = 0;
  for (int column = 0; column < n; column++)
    for (int row = 0; row < m; row++) {
      double sum = 0, size = 0;
      for (int i = 0; i < k; i++) {
        double x = ta == 'N' ? a[row + size_t(i) * m] : a[i + size_t(row) * k];
        double y = tb == 'N' ? b[i + size_t(column) * k] : b[column + size_t(i) * n];
        sum += x * y;
        size += std::abs(x * y);
      }
      size_t at = row + size_t(column) * m;
      worst = std::fmax(worst, error_of<T>(c[at], 0.5 * sum + 0.25 * before[at], size, k));
    }
  return worst;
}

template <class T>
double vector_error(gemv_function<T> gemv, char turned, int m, int n) {
  int in = turned == 'N' ? n : m, out = turned == 'N' ? m : n, one = 1;
  std::vector<T> a = numbers<T>(size_t(m) * n, 4), x = numbers<T>(in, 5), y = numbers<T>(out, 6), before = y;
  T alpha = T(0.5), beta = T(0.25);
  gemv(&turned, &m, &n, &alpha, a.data(), &m, x.data(), &one, &beta, y.data(), &one);
  double worst = 0;
  for (int row = 0; row < out; row++) {
    double sum = 0, size = 0;
    for (int i = 0; i < in; i++) {
      double product = double(turned == 'N' ? a[row + size_t(i) * m] : a[i + size_t(row) * m]) * x[i];
      sum += product;
      size += std::abs(product);
    }
    worst = std::fmax(worst, error_of<T>(y[row], 0.5 * sum + 0.25 * before[row], size, in));
  }
  return worst;
}

// Small ones have kernels of their own; the others leave remainders in every direction of every block.
const int shapes[][3] = {{1, 1, 1},     {2, 3, 5},      {7, 1, 19},    {16, 16, 16},  {31, 33, 17},   {64, 48, 96},   {100, 1, 300},
                         {1, 128, 257}, {129, 65, 255}, {96, 256, 32}, {255, 31, 97}, {200, 300, 64}, {48, 500, 513}, {17, 9, 1100}};

template <class T>
double worst_error(void* library, const char* product, const char* vector) {
  auto gemm = reinterpret_cast<gemm_function<T>>(dlsym(library, product));
  auto gemv = reinterpret_cast<gemv_function<T>>(dlsym(library, vector));
  double worst = 0;
  for (const auto& shape : shapes) {
    for (char ta : {'N', 'T'})
      for (char tb : {'N', 'T'}) worst = std::fmax(worst, product_error<T>(gemm, ta, tb, shape[0], shape[1], shape[2]));
    for (char turned : {'N', 'T'}) worst = std::fmax(worst, vector_error<T>(gemv, turned, shape[0], shape[2]));
  }
  return worst;
}

double speed(void* library) {
  auto gemm = reinterpret_cast<gemm_function<float>>(dlsym(library, "sgemm_"));
  int n = 384;
  std::vector<float> a = numbers<float>(size_t(n) * n, 1), b = numbers<float>(size_t(n) * n, 2), c(size_t(n) * n);
  float one = 1, zero = 0;
  double best = 0;
  // Processor time of this thread: other programs do not make kernels look slow.
  auto now = [] {
    timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec + 1e-9 * time.tv_nsec;
  };
  for (int turn = 0; turn < 8; turn++) {
    double start = now();
    gemm("N", "N", &n, &n, &n, &one, a.data(), &n, b.data(), &n, &zero, c.data(), &n);
    double seconds = now() - start;
    best = std::fmax(best, 2.0 * n * n * n / seconds / 1e9);
  }
  return best;
}

}  // namespace

int main() {
  void* library = dlopen("libblas.so.3", RTLD_NOW | RTLD_LOCAL);
  auto core = library == nullptr ? nullptr : reinterpret_cast<char* (*)()>(dlsym(library, "openblas_get_corename"));
  if (core == nullptr) {
    std::puts("libblas.so.3 is no OpenBLAS");
    return 1;
  }
  double worst = std::fmax(worst_error<float>(library, "sgemm_", "sgemv_"), worst_error<double>(library, "dgemm_", "dgemv_"));
  if (!(worst <= 1)) {
    std::printf("%s gives products that are wrong by %.3g times what rounding allows\n", core(), worst);
    return 1;
  }
  std::printf("%s %.1f\n", core(), speed(library));
  return 0;
}
