// A weighted sum over neighbours along one axis, with weights of every place: what moves quantities through a grid.
// Written out, because a sum of shifted products in tensor operations makes two tensors for each neighbour.
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "kaya_guard.h"

namespace kaya {
namespace {

// values [blocks, levels, kinds, rows, columns], weights [blocks, levels, taps, rows, columns]; tap k looks k - taps / 2 places ahead.
struct Sizes {
  int64_t blocks, levels, kinds, rows, columns, taps;
  int64_t axis;  // 1 levels, 3 rows, 4 columns

  int64_t plane() const { return rows * columns; }
  int64_t value(int64_t n, int64_t l, int64_t s, int64_t r) const { return ((n * levels + l) * kinds + s) * plane() + r * columns; }
  int64_t weight(int64_t n, int64_t l, int64_t t, int64_t r) const { return ((n * levels + l) * taps + t) * plane() + r * columns; }
};

Sizes sizes_of(const at::Tensor& values, const at::Tensor& weights, int64_t axis) {
  return {values.size(0), values.size(1), values.size(2), values.size(3), values.size(4), weights.size(2), axis};
}

// Row l, r seen from a place that is ahead by a number of places, and the columns that have one there.
struct Shift {
  int64_t level, row, column, begin, end;
};

bool shifted(const Sizes& z, int64_t l, int64_t r, int64_t ahead, Shift* to) {
  *to = {l, r, 0, 0, z.columns};
  if (z.axis == 1) to->level += ahead;
  if (z.axis == 3) to->row += ahead;
  if (z.axis == 4) {
    to->column = ahead;
    to->begin = std::max<int64_t>(0, -ahead);
    to->end = std::min(z.columns, z.columns - ahead);
  }
  return to->level >= 0 && to->level < z.levels && to->row >= 0 && to->row < z.rows && to->begin < to->end;
}

// o += w v for all kinds, which lie a plane apart.
KAYA_VECTOR void add_products(float* __restrict o, const float* __restrict w, const float* __restrict v, int64_t count, int64_t kinds,
                              int64_t plane) {
  for (int64_t s = 0; s < kinds; s++, o += plane, v += plane)
    for (int64_t c = 0; c < count; c++) o[c] += w[c] * v[c];
}

// o += the sum over all kinds of g v.
KAYA_VECTOR void add_sums(float* __restrict o, const float* __restrict g, const float* __restrict v, int64_t count, int64_t kinds,
                          int64_t plane) {
  for (int64_t s = 0; s < kinds; s++, g += plane, v += plane)
    for (int64_t c = 0; c < count; c++) o[c] += g[c] * v[c];
}

template <typename Work>
void for_levels(const Sizes& z, const Work& work) {
  at::parallel_for(0, z.blocks * z.levels, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++)
      for (int64_t r = 0; r < z.rows; r++)
        for (int64_t t = 0; t < z.taps; t++) work(i / z.levels, i % z.levels, r, t, t - z.taps / 2);
  });
}

void forward_native(const Sizes& z, const float* values, const float* weights, float* out) {
  for_levels(z, [&](int64_t n, int64_t l, int64_t r, int64_t t, int64_t ahead) {
    Shift at;
    if (!shifted(z, l, r, ahead, &at)) return;
    add_products(out + z.value(n, l, 0, r) + at.begin, weights + z.weight(n, l, t, r) + at.begin,
                 values + z.value(n, at.level, 0, at.row) + at.column + at.begin, at.end - at.begin, z.kinds, z.plane());
  });
}

// What a place gave to others comes back from them: the same sum with the weights of the others.
void backward_values(const Sizes& z, const float* given, const float* weights, float* by_values) {
  for_levels(z, [&](int64_t n, int64_t l, int64_t r, int64_t t, int64_t ahead) {
    Shift at;
    if (!shifted(z, l, r, -ahead, &at)) return;
    int64_t there = at.column + at.begin;
    add_products(by_values + z.value(n, l, 0, r) + at.begin, weights + z.weight(n, at.level, t, at.row) + there,
                 given + z.value(n, at.level, 0, at.row) + there, at.end - at.begin, z.kinds, z.plane());
  });
}

void backward_weights(const Sizes& z, const float* given, const float* values, float* by_weights) {
  for_levels(z, [&](int64_t n, int64_t l, int64_t r, int64_t t, int64_t ahead) {
    Shift at;
    if (!shifted(z, l, r, ahead, &at)) return;
    add_sums(by_weights + z.weight(n, l, t, r) + at.begin, given + z.value(n, l, 0, r) + at.begin,
             values + z.value(n, at.level, 0, at.row) + at.column + at.begin, at.end - at.begin, z.kinds, z.plane());
  });
}

at::Tensor composed(const at::Tensor& values, const at::Tensor& weights, int64_t axis) {
  int64_t taps = weights.size(2), reach = taps / 2, length = values.size(axis);
  std::vector<int64_t> widths(2 * (5 - axis), 0);
  widths[widths.size() - 2] = widths[widths.size() - 1] = reach;
  at::Tensor padded = at::constant_pad_nd(values, widths), sum;
  for (int64_t t = 0; t < taps; t++) {
    at::Tensor part = padded.narrow(axis, t, length) * weights.select(2, t).unsqueeze(2);
    sum = sum.defined() ? sum + part : part;
  }
  return sum;
}

class Neighbours : public torch::autograd::Function<Neighbours> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& values, const at::Tensor& weights, int64_t axis) {
    at::Tensor v = values.contiguous(), w = weights.contiguous(), out = at::zeros_like(v);
    forward_native(sizes_of(v, w, axis), v.data_ptr<float>(), w.data_ptr<float>(), out.data_ptr<float>());
    context->save_for_backward({values, weights});
    context->saved_data["axis"] = axis;
    context->saved_data["needs_v"] = values.requires_grad();
    context->saved_data["needs_w"] = weights.requires_grad();
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
    auto saved = context->get_saved_variables();
    int64_t axis = context->saved_data["axis"].toInt();
    if (at::GradMode::is_enabled()) {
      auto found = torch::autograd::grad({composed(saved[0], saved[1], axis)}, {saved[0], saved[1]}, {gradients[0]}, true, true, true);
      return {found[0], found[1], at::Tensor()};
    }
    at::Tensor v = saved[0].contiguous(), w = saved[1].contiguous(), g = gradients[0].contiguous();
    Sizes z = sizes_of(v, w, axis);
    at::Tensor by_values, by_weights;
    if (context->saved_data["needs_v"].toBool()) {
      by_values = at::zeros_like(v);
      backward_values(z, g.data_ptr<float>(), w.data_ptr<float>(), by_values.data_ptr<float>());
    }
    if (context->saved_data["needs_w"].toBool()) {
      by_weights = at::zeros_like(w);
      backward_weights(z, g.data_ptr<float>(), v.data_ptr<float>(), by_weights.data_ptr<float>());
    }
    return {by_values, by_weights, at::Tensor()};
  }
};

}  // namespace
}  // namespace kaya

using namespace kaya;

int kaya_neighbours(kaya_tensor values, kaya_tensor weights, int64_t axis, kaya_tensor* out) {
  return guarded([&] {
    at::Tensor v = borrow(values), w = borrow(weights);
    bool fits = v.dim() == 5 && w.dim() == 5 && w.size(2) % 2 == 1 && (axis == 1 || axis == 3 || axis == 4);
    for (int i : {0, 1, 3, 4}) fits = fits && v.size(i) == w.size(i);
    if (!fits)
      throw std::invalid_argument("values " + c10::str(v.sizes()) + " and weights " + c10::str(w.sizes()) +
                                  " do not fit each other along axis " + std::to_string(axis));
    bool native = v.is_cpu() && w.is_cpu() && v.scalar_type() == at::kFloat && w.scalar_type() == at::kFloat;
    *out = give(native ? Neighbours::apply(v, w, axis) : composed(v, w, axis));
  });
}
