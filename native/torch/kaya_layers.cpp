// The two kernels where a chain of library operators costs more than the arithmetic: the batched dense layer
// (one product, bias and activation for each member, members in parallel) and the dropout mask (a function of seed and index).
#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "kaya_guard.h"
#include "kaya_product.h"
#include "kaya_vector.h"

namespace kaya {
namespace {

using sgemm_function = void (*)(const char*, const char*, const int*, const int*, const int*, const float*, const float*,
                                const int*, const float*, const int*, const float*, float*, const int*);

// The product of the BLAS that libtorch itself loaded, if that is the OpenMP OpenBLAS: only that one can be called from
// inside a parallel region without a second pool of threads.
sgemm_function find_sgemm() {
  void* library = dlopen("libblas.so.3", RTLD_NOLOAD | RTLD_LAZY);
  if (library == nullptr) return nullptr;
  void* symbol = dlsym(library, "sgemm_");
  Dl_info info;
  if (symbol == nullptr || dladdr(symbol, &info) == 0 || info.dli_fname == nullptr) return nullptr;
  std::string path(info.dli_fname);
  char* resolved = realpath(path.c_str(), nullptr);
  if (resolved != nullptr) {
    path = resolved;
    free(resolved);
  }
  return path.find("openblas-openmp") != std::string::npos ? reinterpret_cast<sgemm_function>(symbol) : nullptr;
}

sgemm_function sgemm() {
  static const sgemm_function found = find_sgemm();
  return found;
}

}  // namespace

bool has_product() { return sgemm() != nullptr; }

// The column-major product of the transposes.
void product(bool a_transposed, bool b_transposed, int64_t m, int64_t n, int64_t k, const float* a, int64_t lda, const float* b,
             int64_t ldb, float* c, int64_t ldc, float beta) {
  const float one = 1;
  int im = static_cast<int>(m), in = static_cast<int>(n), ik = static_cast<int>(k);
  int ia = static_cast<int>(lda), ib = static_cast<int>(ldb), ic = static_cast<int>(ldc);
  sgemm()(b_transposed ? "T" : "N", a_transposed ? "T" : "N", &in, &im, &ik, &one, b, &ib, a, &ia, &beta, c, &ic);
}

namespace {

// What follows the product in the same sweep; the numbers are those of kaya_torch.h.
enum class After { nothing = 0, relu = 1, silu = 2 };

struct Sizes {
  int64_t members, rows, inputs, outputs;
  bool transposed;  // weight is [outputs, inputs]
  After after;

  // Row chunks of one member, so that every thread has the same number of pieces.
  int64_t chunks() const {
    int64_t threads = at::get_num_threads();
    return small() || members % threads == 0 ? 1 : std::min(threads, std::max<int64_t>(1, rows / 16));
  }
  // Below about a tenth of a millisecond of work, a second thread costs more than it brings, and on a busy machine far more.
  bool small() const { return members * rows * inputs * outputs < 8000000; }
};

template <class Body>
void for_pieces(const Sizes& sizes, int64_t pieces, const Body& body) {
  if (sizes.small() || at::get_num_threads() == 1) {
    OneThread only;
    for (int64_t piece = 0; piece < pieces; piece++) body(piece);
    return;
  }
  at::parallel_for(0, pieces, 1, [&](int64_t begin, int64_t end) {
    for (int64_t piece = begin; piece < end; piece++) body(piece);
  });
}

// Written so that NaN passes through: a comparison with it is false.
KAYA_VECTOR void add_and_rectify(float* __restrict y, const float* __restrict bias, int64_t rows, int64_t width) {
  for (int64_t row = 0; row < rows; row++, y += width)
    for (int64_t i = 0; i < width; i++) {
      float value = y[i] + bias[i];
      y[i] = value <= 0 ? 0 : value;
    }
}

KAYA_VECTOR void add_bias(float* __restrict y, const float* __restrict bias, int64_t rows, int64_t width) {
  for (int64_t row = 0; row < rows; row++, y += width)
    for (int64_t i = 0; i < width; i++) y[i] += bias[i];
}

KAYA_VECTOR void rectify(float* __restrict y, int64_t count) {
  for (int64_t i = 0; i < count; i++) y[i] = y[i] <= 0 ? 0 : y[i];
}

// The gradient before the rectifier, and its sum over the rows, in one sweep.
KAYA_VECTOR void mask_and_sum(const float* __restrict y, const float* __restrict gradient, float* __restrict masked,
                              float* __restrict sum, int64_t rows, int64_t width) {
  for (int64_t row = 0; row < rows; row++, y += width, gradient += width, masked += width)
    for (int64_t i = 0; i < width; i++) {
      float value = y[i] > 0 ? gradient[i] : 0;
      masked[i] = value;
      sum[i] += value;
    }
}

KAYA_VECTOR void mask(const float* __restrict y, const float* __restrict gradient, float* __restrict masked, int64_t count) {
  for (int64_t i = 0; i < count; i++) masked[i] = y[i] > 0 ? gradient[i] : 0;
}

KAYA_VECTOR void add_rows(const float* __restrict gradient, float* __restrict sum, int64_t rows, int64_t width) {
  for (int64_t row = 0; row < rows; row++, gradient += width)
    for (int64_t i = 0; i < width; i++) sum[i] += gradient[i];
}

// In: the product. Out: its sigmoid there, and y = x / (1 + e^-x).
KAYA_VECTOR void add_and_silu(float* __restrict sigmoid, const float* __restrict bias, float* __restrict y, int64_t rows, int64_t width) {
  for (int64_t row = 0; row < rows; row++, sigmoid += width, y += width)
    for (int64_t i = 0; i < width; i++) {
      float value = sigmoid[i] + bias[i], s = logistic(value);
      sigmoid[i] = s;
      y[i] = value * s;
    }
}

// The slope of SiLU is s + y (1 - s).
KAYA_VECTOR void silu_and_sum(const float* __restrict y, const float* __restrict sigmoid, const float* __restrict gradient,
                              float* __restrict result, float* __restrict sum, int64_t rows, int64_t width) {
  for (int64_t row = 0; row < rows; row++, y += width, sigmoid += width, gradient += width, result += width)
    for (int64_t i = 0; i < width; i++) {
      float value = gradient[i] * (sigmoid[i] + y[i] * (1.0f - sigmoid[i]));
      result[i] = value;
      sum[i] += value;
    }
}

// Where the results of one piece go: y, and for SiLU the sigmoids that its slope is made of.
struct Results {
  float *y, *sigmoid;
};

void forward_rows(const Sizes& s, const float* x, const float* w, const float* bias, Results to, int64_t rows) {
  float* product_to = s.after == After::silu ? to.sigmoid : to.y;
  product(false, s.transposed, rows, s.outputs, s.inputs, x, s.inputs, w, s.transposed ? s.inputs : s.outputs, product_to, s.outputs);
  if (s.after == After::silu) add_and_silu(to.sigmoid, bias, to.y, rows, s.outputs);
  else if (bias != nullptr && s.after == After::relu) add_and_rectify(to.y, bias, rows, s.outputs);
  else if (bias != nullptr) add_bias(to.y, bias, rows, s.outputs);
  else if (s.after == After::relu) rectify(to.y, rows * s.outputs);
}

void backward_rows(const Sizes& s, Results from, const float* gradient, float* result, float* bias_sum, int64_t rows) {
  if (s.after == After::silu) silu_and_sum(from.y, from.sigmoid, gradient, result, bias_sum, rows, s.outputs);
  else if (s.after == After::relu && bias_sum != nullptr) mask_and_sum(from.y, gradient, result, bias_sum, rows, s.outputs);
  else if (s.after == After::relu) mask(from.y, gradient, result, rows * s.outputs);
  else if (bias_sum != nullptr) add_rows(gradient, bias_sum, rows, s.outputs);
}

// y, and the sigmoids where there are any.
std::pair<at::Tensor, at::Tensor> forward_native(const Sizes& s, const at::Tensor& x, const at::Tensor& w, const at::Tensor& b) {
  std::vector<int64_t> shape(x.sizes().begin(), x.sizes().end());
  shape.back() = s.outputs;
  at::Tensor y = at::empty(shape, x.options());
  at::Tensor sigmoid = s.after == After::silu ? at::empty(shape, x.options()) : at::Tensor();
  const float* px = x.data_ptr<float>();
  const float* pw = w.data_ptr<float>();
  const float* pb = b.defined() ? b.data_ptr<float>() : nullptr;
  float *py = y.data_ptr<float>(), *ps = sigmoid.defined() ? sigmoid.data_ptr<float>() : nullptr;
  int64_t chunks = s.chunks(), member_stride = s.members == 1 ? 0 : x.stride(0);
  for_pieces(s, s.members * chunks, [&](int64_t piece) {
    int64_t member = piece / chunks, chunk = piece % chunks;
    int64_t begin = s.rows * chunk / chunks, end = s.rows * (chunk + 1) / chunks;
    int64_t at_row = (member * s.rows + begin) * s.outputs;
    forward_rows(s, px + member * member_stride + begin * s.inputs, pw + member * s.inputs * s.outputs,
                 pb == nullptr ? nullptr : pb + member * s.outputs, {py + at_row, ps == nullptr ? nullptr : ps + at_row}, end - begin);
  });
  return {y, sigmoid};
}

struct Gradients {
  at::Tensor x, w, b;
};

Gradients backward_native(const Sizes& s, const at::Tensor& x, const at::Tensor& w, const at::Tensor& y,
                          const at::Tensor& sigmoid, bool has_bias, bool needs_x, bool needs_w, const at::Tensor& gradient) {
  Gradients result;
  int64_t chunks = s.chunks();
  at::Tensor masked = s.after != After::nothing ? at::empty_like(gradient) : gradient;
  bool sums = (has_bias && needs_w) || s.after == After::silu;
  at::Tensor partial = sums ? at::zeros({s.members * chunks, s.outputs}, x.options()) : at::Tensor();
  if (needs_x) result.x = at::empty(x.sizes(), x.options());
  if (needs_w) result.w = at::empty_like(w, at::MemoryFormat::Contiguous);
  const float *px = x.data_ptr<float>(), *pw = w.data_ptr<float>(), *pg = gradient.data_ptr<float>();
  float *py = y.data_ptr<float>(), *ps = sigmoid.defined() ? sigmoid.data_ptr<float>() : nullptr;
  float* pm = s.after != After::nothing ? masked.data_ptr<float>() : const_cast<float*>(pg);
  float* pp = partial.defined() ? partial.data_ptr<float>() : nullptr;
  float* gx = needs_x ? result.x.data_ptr<float>() : nullptr;
  float* gw = needs_w ? result.w.data_ptr<float>() : nullptr;
  int64_t member_stride = s.members == 1 ? 0 : x.stride(0), weights = s.inputs * s.outputs;

  auto rows_of = [&](int64_t member, int64_t chunk) {
    int64_t begin = s.rows * chunk / chunks, end = s.rows * (chunk + 1) / chunks;
    int64_t at_row = (member * s.rows + begin) * s.outputs;
    float* sum = pp == nullptr ? nullptr : pp + (member * chunks + chunk) * s.outputs;
    backward_rows(s, {py + at_row, ps == nullptr ? nullptr : ps + at_row}, pg + at_row, pm + at_row, sum, end - begin);
    if (gx != nullptr)
      product(false, !s.transposed, end - begin, s.inputs, s.outputs, pm + at_row, s.outputs, pw + member * weights,
              s.transposed ? s.inputs : s.outputs, gx + (member * s.rows + begin) * s.inputs, s.inputs);
  };
  auto weights_of = [&](int64_t member, int64_t chunk) {
    const float* mx = px + member * member_stride;
    const float* mg = pm + member * s.rows * s.outputs;
    int64_t lines = s.transposed ? s.outputs : s.inputs, columns = s.transposed ? s.inputs : s.outputs;
    int64_t begin = lines * chunk / chunks, end = lines * (chunk + 1) / chunks;
    if (begin == end) return;
    const float *a = s.transposed ? mg : mx, *b = s.transposed ? mx : mg;
    product(true, false, end - begin, columns, s.rows, a + begin, lines, b, columns, gw + member * weights + begin * columns, columns);
  };

  if (chunks == 1) {
    for_pieces(s, s.members, [&](int64_t member) {
      rows_of(member, 0);
      if (gw != nullptr) weights_of(member, 0);
    });
  } else {
    for_pieces(s, s.members * chunks, [&](int64_t piece) { rows_of(piece / chunks, piece % chunks); });
    if (gw != nullptr) for_pieces(s, s.members * chunks, [&](int64_t piece) { weights_of(piece / chunks, piece % chunks); });
  }
  if (partial.defined()) {
    if (chunks > 1) partial = partial.view({s.members, chunks, s.outputs}).sum(1);
    result.b = w.dim() == 2 ? partial.view({s.outputs}) : partial;
  }
  return result;
}

// What the kernel means, in the library's own differentiable operators: used for other types and devices, and for second derivatives.
at::Tensor forward_composed(const at::Tensor& x, const at::Tensor& w, const at::Tensor& b, bool transposed, After after) {
  at::Tensor matrix = transposed ? w.transpose(-2, -1) : w;
  at::Tensor y = at::matmul(x, matrix);
  if (b.defined()) y = y + (w.dim() == 3 ? b.unsqueeze(1) : b);
  return after == After::relu ? at::relu(y) : after == After::silu ? at::silu(y) : y;
}

// The BLAS takes 32-bit sizes and none of zero; everything else goes the library's way, which knows what is empty.
bool native_fits(const at::Tensor& x, const at::Tensor& w, const at::Tensor& b) {
  if (!has_product() || x.numel() == 0 || w.numel() == 0) return false;
  for (const at::Tensor& tensor : {x, w, b}) {
    if (!tensor.is_cpu() || tensor.scalar_type() != at::kFloat) return false;
    for (int64_t size : tensor.sizes()) if (!fits_product(size)) return false;
  }
  return fits_product(x.numel() / x.size(-1));
}

Sizes sizes_of(const at::Tensor& x, const at::Tensor& w, bool transposed, After after) {
  int64_t members = w.dim() == 3 ? w.size(0) : 1, inputs = x.size(-1);
  return {members, inputs == 0 ? 0 : x.numel() / members / inputs, inputs, w.size(transposed ? -2 : -1), transposed, after};
}

at::Tensor dense_rows(const at::Tensor& x, const at::Tensor& w) {
  // Members may share one input (stride 0); within a member the rows must lie one after the other.
  bool dense = w.dim() == 3 && w.size(0) > 1 ? x.stride(2) == 1 && x.stride(1) == x.size(2) : x.is_contiguous();
  return dense ? x : x.contiguous();
}

class DenseLayer : public torch::autograd::Function<DenseLayer> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input, const at::Tensor& weight,
                            const at::Tensor& bias, bool transposed, int64_t after) {
    at::Tensor x = dense_rows(input, weight), w = weight.contiguous(), b = bias.defined() ? bias.contiguous() : bias;
    auto [y, sigmoid] = forward_native(sizes_of(x, w, transposed, static_cast<After>(after)), x, w, b);
    context->save_for_backward({x, w, bias, y, sigmoid});
    context->saved_data["transposed"] = transposed;
    context->saved_data["after"] = after;
    context->saved_data["needs_x"] = input.requires_grad();
    context->saved_data["needs_w"] = weight.requires_grad() || (bias.defined() && bias.requires_grad());
    return y;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
    auto saved = context->get_saved_variables();
    bool transposed = context->saved_data["transposed"].toBool();
    After after = static_cast<After>(context->saved_data["after"].toInt());
    bool needs_x = context->saved_data["needs_x"].toBool(), needs_w = context->saved_data["needs_w"].toBool();
    at::Tensor x = saved[0], w = saved[1], bias = saved[2], y = saved[3], g = gradients[0];
    if (!at::GradMode::is_enabled()) {
      Gradients r = backward_native(sizes_of(x, w, transposed, after), x, w, y, saved[4], bias.defined(), needs_x, needs_w, g.contiguous());
      return {r.x, r.w, bias.defined() && r.b.defined() ? r.b : at::Tensor(), at::Tensor(), at::Tensor()};
    }
    if (after == After::relu) g = g * (y > 0).to(g.scalar_type());
    if (after == After::silu) {
      at::Tensor z = forward_composed(x, w, bias, transposed, After::nothing), slope = at::sigmoid(z);
      g = g * slope * (1 + z * (1 - slope));
    }
    at::Tensor gx, gw, gb;
    if (needs_x) gx = at::matmul(g, transposed ? w : w.transpose(-2, -1));
    if (needs_w && w.dim() == 2) {
      x = x.reshape({-1, x.size(-1)});
      g = g.reshape({-1, g.size(-1)});
    }
    if (needs_w) gw = transposed ? at::matmul(g.transpose(-2, -1), x) : at::matmul(x.transpose(-2, -1), g);
    if (needs_w && bias.defined()) gb = g.sum(-2);
    return {gx, gw, gb, at::Tensor(), at::Tensor()};
  }
};

// SplitMix64's finaliser over seed and index: any element can be computed alone, so the mask depends on no thread count.
inline uint64_t mix(uint64_t seed, uint64_t index) {
  uint64_t z = seed + (index + 1) * 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

}  // namespace
}  // namespace kaya

using namespace kaya;

// One network: input [..., inputs], weight [inputs, outputs] (transposed: [outputs, inputs]), bias [outputs] or null.
// Several: input [members, rows, inputs] or [rows, inputs] shared by all, weight and bias with members as first axis.
int kaya_linear(kaya_tensor input, kaya_tensor weight, kaya_tensor bias, int transposed, int after, kaya_tensor* out) {
  return guarded([&] {
    at::Tensor x = borrow(input), w = borrow(weight), b = borrow(bias);
    bool several = w.dim() == 3;
    if (several && x.dim() == 2) x = x.unsqueeze(0).expand({w.size(0), x.size(0), x.size(1)});
    bool fits = (several || w.dim() == 2) && x.dim() >= 1 && x.size(-1) == w.size(transposed != 0 ? -1 : -2);
    if (several) fits = fits && x.dim() == 3 && x.size(0) == w.size(0);
    if (b.defined())
      fits = fits && b.dim() == w.dim() - 1 && b.size(-1) == w.size(transposed != 0 ? -2 : -1) && (!several || b.size(0) == w.size(0));
    if (!fits)
      throw std::invalid_argument("input " + c10::str(x.sizes()) + ", weight " + c10::str(w.sizes()) + " and bias " +
                                  (b.defined() ? c10::str(b.sizes()) : std::string("none")) + " do not fit each other");
    if (after < 0 || after > 2) throw std::invalid_argument("activation " + std::to_string(after) + " is not known");
    // A recorded function takes no undefined tensor, so a layer without bias goes the library's way.
    bool native = b.defined() && native_fits(x, w, b);
    *out = give(native ? DenseLayer::apply(x, w, b, transposed != 0, static_cast<int64_t>(after))
                       : forward_composed(x, w, b, transposed != 0, static_cast<After>(after)));
  });
}

// A tensor like the given one, of 0 with probability drop and 1 / (1 - drop) otherwise.
int kaya_mask(uint64_t seed, double drop, kaya_tensor like, kaya_tensor* out) {
  return guarded([&] {
    at::Tensor pattern = borrow(like);
    at::Tensor mask = at::empty(pattern.sizes(), at::TensorOptions().dtype(at::kFloat));
    float* values = mask.data_ptr<float>();
    float keep = static_cast<float>(1 / (1 - drop));
    uint32_t threshold = static_cast<uint32_t>(std::min(4294967295.0, drop * 4294967296.0));
    int64_t count = mask.numel();
    at::parallel_for(0, (count + 1) / 2, 65536, [&](int64_t begin, int64_t end) {
      for (int64_t pair = begin; pair < end; pair++) {
        uint64_t bits = mix(seed, static_cast<uint64_t>(pair));
        values[2 * pair] = static_cast<uint32_t>(bits) < threshold ? 0 : keep;
        if (2 * pair + 1 < count) values[2 * pair + 1] = static_cast<uint32_t>(bits >> 32) < threshold ? 0 : keep;
      }
    });
    *out = give(mask.to(pattern.device(), pattern.scalar_type()));
  });
}
